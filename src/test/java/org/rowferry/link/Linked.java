package org.rowferry.link;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.rowferry.apply.FeedEntry;
import org.rowferry.capture.CaptureMethod;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.capture.ColumnRow;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.Selection;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/** Links and their tables as values: the link {@code north} with foreign tables in the schema {@code n}. */
final class Linked {
    static final LinkTable ORDERS = table("orders");

    private Linked() {}

    static Link link(LinkTable... tables) {
        return link(Map.of(), Map.of(), tables);
    }

    static Link link(Map<String, String> options, Map<String, String> user, LinkTable... tables) {
        return new Link(
                new StreamName("north"),
                new Identifier("north"),
                new Identifier("n"),
                new Identifier("Row's Ferry"),
                options,
                user,
                Map.of(),
                Optional.empty(),
                List.of(tables));
    }

    static Link withStatementTimeout(Link of, Duration most) {
        return new Link(
                of.name(),
                of.server(),
                of.schema(),
                of.sourceSchema(),
                of.options(),
                of.user(),
                of.importOptions(),
                Optional.of(most),
                of.tables());
    }

    /** Returns {@code shop.NAME}, whose changes triggers on the source note. */
    static LinkTable table(String name) {
        return table(FeedEntry.of(TableName.of("shop", name)), CaptureSettings.USUAL, Mirror.TABLE);
    }

    static LinkTable table(FeedEntry entry, CaptureSettings capture, Mirror mirror) {
        return new LinkTable(entry, capture, mirror, Map.of(), Map.of(), List.of());
    }

    static LinkTable view(FeedEntry entry, Selection selection) {
        return table(entry, CaptureSettings.of(selection), Mirror.VIEW);
    }

    static LinkTable keyed(LinkTable of, String... columns) {
        CaptureSettings capture = new CaptureSettings(
                Optional.of(key(columns)),
                of.capture().selection(),
                of.capture().method());
        return new LinkTable(of.entry(), capture, of.mirror(), of.options(), of.columnNames(), of.indexes());
    }

    static LinkTable by(LinkTable of, CaptureMethod method) {
        CaptureSettings capture =
                new CaptureSettings(of.capture().key(), of.capture().selection(), method);
        return new LinkTable(of.entry(), capture, of.mirror(), of.options(), of.columnNames(), of.indexes());
    }

    /** Returns the same that reads another table of the source. */
    static LinkTable reading(LinkTable of, String schema, String name) {
        return new LinkTable(
                of.entry(),
                of.capture(),
                of.mirror(),
                Map.of("schema_name", schema, "table_name", name),
                of.columnNames(),
                of.indexes());
    }

    static LinkTable withColumnName(LinkTable of, String local, String remote) {
        return new LinkTable(
                of.entry(),
                of.capture(),
                of.mirror(),
                of.options(),
                Map.of(new Identifier(local), remote),
                of.indexes());
    }

    static Key key(String... columns) {
        return new Key(List.of(columns).stream().map(Identifier::new).toList());
    }

    /** Returns what the source shows of a capture of {@code shop.orders} in which nothing is wrong. */
    static RemoteCapture capture() {
        return capture("shop.orders", List.of("id"), true, Optional.empty(), false);
    }

    static RemoteCapture capture(
            String shadow, List<String> key, boolean unique, Optional<String> fault, boolean rowSecurity) {
        return new RemoteCapture(
                shadow,
                key,
                unique,
                new UUID(0, 9),
                0,
                fault,
                rowSecurity,
                List.of("1:2"),
                List.of(),
                List.of(new ColumnRow(1, "50")),
                List.of("7:100"),
                List.of("id integer"),
                List.of("a=calm"));
    }
}
