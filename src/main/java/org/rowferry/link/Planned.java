package org.rowferry.link;

import java.util.stream.Collectors;
import org.rowferry.capture.CaptureMethod;
import org.rowferry.capture.CaptureMethod.Deletes;
import org.rowferry.capture.CaptureMethod.Watermark;
import org.rowferry.capture.ShippedTable;
import org.rowferry.capture.WatchedTable;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Table;
import org.rowferry.schema.TableName;

/**
 * A table of a link with what is read of its foreign table.
 *
 * @param shipped the foreign table as the target gets it
 */
record Planned(LinkTable table, WatchedTable source, ShippedTable shipped) {
    TableName name() {
        return table.entry().table();
    }

    /** Returns the table by the source's name. */
    Table shape() {
        return new Table(name(), shipped.columns(), source.key().key());
    }

    boolean hasWatermark() {
        return source.method() instanceof Watermark;
    }

    boolean seesDeletes() {
        return !(source.method() instanceof Watermark watermark) || watermark.deletes() == Deletes.KEYS;
    }

    /** Returns all that decides what its rows on the target are, in words that differ where rows may. */
    String words() {
        CaptureMethod method = source.method();
        return "columns: "
                + shipped.columns().stream()
                        .map(column -> column.name() + " " + column.type())
                        .collect(Collectors.joining(", "))
                + "\nkey: " + source.key().key().columns() + "\ntransform: "
                + shipped.selection().transform() + "\nwhere: "
                + shipped.selection().where().orElse("") + "\ncapture: "
                + (method instanceof Watermark watermark ? "watermark " + watermark.columns() : "snapshot")
                + "\nmapping: " + table.entry().mapping();
    }

    /** Returns a query for what is shipped of some rows of the foreign table. */
    String rows(String query) {
        return shipped.select(query);
    }

    /** Returns a query for the keys of the rows that a query gives. */
    String keys(String query) {
        return "select "
                + source.key().key().columns().stream()
                        .map(Identifier::toString)
                        .collect(Collectors.joining(", "))
                + " from (" + query + ") as q";
    }

    /** Returns the columns, as a list in SQL. */
    String columns() {
        return shipped.columns().stream()
                .map(Column::name)
                .map(Identifier::toString)
                .collect(Collectors.joining(", "));
    }
}
