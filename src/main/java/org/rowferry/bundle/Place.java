package org.rowferry.bundle;

import java.util.Optional;
import org.rowferry.schema.Content;

/**
 * The purpose of a member.
 *
 * @param series the parts that it is one of; empty for a table's {@code columns.csv}
 */
record Place(TableContent shipped, Optional<Series> series, long part) {
    static Place columns(TableContent shipped) {
        return new Place(shipped, Optional.empty(), 0);
    }

    static Place first(TableContent shipped, Content content) {
        return new Place(shipped, Optional.of(Series.of(shipped.table().name(), content)), 0);
    }

    Place next() {
        return new Place(shipped, series, part + 1);
    }

    String member() {
        return series.map(each -> each.member(part)).orElseGet(() -> ColumnsCsv.member(shipped.table()));
    }
}
