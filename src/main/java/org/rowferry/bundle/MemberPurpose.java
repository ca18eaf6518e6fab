package org.rowferry.bundle;

import java.util.Optional;
import org.rowferry.schema.Content;

/**
 * The purpose of a member.
 *
 * @param series the parts that it is one of; empty for a table's {@code columns.csv}
 */
record MemberPurpose(TableContent shipped, Optional<ContentParts> series, long part) {
    static MemberPurpose columns(TableContent shipped) {
        return new MemberPurpose(shipped, Optional.empty(), 0);
    }

    static MemberPurpose first(TableContent shipped, Content content) {
        return new MemberPurpose(
                shipped, Optional.of(ContentParts.of(shipped.table().name(), content)), 0);
    }

    MemberPurpose next() {
        return new MemberPurpose(shipped, series, part + 1);
    }

    String member() {
        return series.map(each -> each.member(part)).orElseGet(() -> ColumnsCsv.member(shipped.table()));
    }
}
