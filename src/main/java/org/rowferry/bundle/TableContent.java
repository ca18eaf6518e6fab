package org.rowferry.bundle;

import java.util.Optional;
import org.rowferry.schema.Point;
import org.rowferry.schema.Table;

/**
 * What a bundle says of one table.
 *
 * @param from where the window of the changes begins; a full has none
 * @param reason why a full was shipped; empty for changes
 */
public record TableContent(Table table, Kind kind, Optional<Point> from, String reason) {
    public TableContent {
        if (from.isPresent() != (kind == Kind.CHANGES)) {
            throw new IllegalArgumentException(
                    "changes begin at a point and a full does not, but " + table.name() + " is " + kind);
        }
    }

    public static TableContent full(Table table, String reason) {
        return new TableContent(table, Kind.FULL, Optional.empty(), reason);
    }

    public static TableContent changes(Table table, Point from) {
        return new TableContent(table, Kind.CHANGES, Optional.of(from), "");
    }

    boolean has(Content content) {
        return content == Content.ROWS || kind == Kind.CHANGES;
    }
}
