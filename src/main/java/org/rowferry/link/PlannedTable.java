package org.rowferry.link;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rowferry.capture.CaptureMethod;
import org.rowferry.capture.CaptureMethod.Deletes;
import org.rowferry.capture.CaptureMethod.Watermark;
import org.rowferry.capture.ColumnRow;
import org.rowferry.capture.Shape;
import org.rowferry.capture.ShippedTable;
import org.rowferry.capture.SourceTable;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Table;
import org.rowferry.schema.TableName;

/**
 * A table of a link with what is read of its foreign table.
 *
 * @param shipped the foreign table as the target gets it
 * @param capture what the source shows of the capture, where triggers watch the table
 */
record PlannedTable(LinkTable table, ShippedTable shipped, Optional<RemoteCapture> capture) {
    TableName name() {
        return table.entry().table();
    }

    SourceTable source() {
        return shipped.source();
    }

    private CaptureMethod method() {
        return table.capture().method();
    }

    /** Returns the table by the source's name. */
    Table shape() {
        return new Table(name(), shipped.columns(), source().key().key());
    }

    boolean isRead(Identifier column) {
        return shipped.selection().wants(column) || source().key().key().contains(column);
    }

    boolean hasWatermark() {
        return method() instanceof Watermark;
    }

    boolean hasKey() {
        return !source().key().key().isNone();
    }

    boolean bringsAllKeys() {
        return method() instanceof Watermark watermark && watermark.deletes() == Deletes.KEYS;
    }

    /** Returns the same as the source shows it by now. */
    PlannedTable with(RemoteCapture now) {
        return new PlannedTable(table, shipped, Optional.of(now));
    }

    /** Returns all that decides what its rows on the target are: where it differs, so may rows. */
    Shape words() {
        Shape words = Shape.of(shipped)
                .with("its way of knowing what changed", source().capture())
                .with("its mapping", table.entry().mapping());
        return capture.map(now -> words.with("its capture", now.id().toString())
                        .with("its triggers", String.join(" ", now.triggers()))
                        .with("its shadow table or a function behind it", String.join(", ", now.altered()))
                        .with("its files", String.join(" ", now.files()))
                        .with("its columns on the source", String.join(", ", now.columns())))
                .orElse(words);
    }

    List<String> labels() {
        return capture.map(RemoteCapture::labels).orElse(List.of());
    }

    List<ColumnRow> attributes() {
        return capture.map(RemoteCapture::attributes).orElse(List.of());
    }

    /** Returns a query for what is shipped of some rows of the foreign table. */
    String rows(String query) {
        return shipped.select(query);
    }

    /** Returns a query for the keys of the rows that a query gives. */
    String keys(String query) {
        return "select "
                + source().key().key().columns().stream()
                        .map(Identifier::toString)
                        .collect(Collectors.joining(", "))
                + " from (" + query + ") as q";
    }
}
