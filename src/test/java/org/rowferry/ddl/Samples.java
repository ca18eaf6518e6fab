package org.rowferry.ddl;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowferry.schema.CaptureMode;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.ShadowName;
import org.rowferry.schema.Table;
import org.rowferry.schema.TableName;

/** The tables and options of the golden scripts: a plain set, and its ugly twin. */
final class Samples {
    static final TableName ORDERS = TableName.of("public", "orders");
    static final TableName LINES = TableName.of("public", "order_lines");
    static final TableName UGLY = TableName.of("My Schema", "Order-Lines");
    static final String LONG = "a name of 63 bytes, which is as long as a name in PostgreSQL is";
    static final TableName LONG_UGLY = TableName.of("My Schema", LONG);
    static final Identifier QUANTITY = new Identifier("Qty \"x\"");

    static final SourceOptions PLAIN_SOURCE = source("rowferry", "rowferry_capture", "rowferry_exporter");
    static final SourceOptions UGLY_SOURCE = source("Row's \"Ferry\"", "The Capture", "The 'Exporter'");
    static final SourceOptions BARE_SOURCE =
            new SourceOptions(new Identifier("rowferry"), Optional.empty(), Optional.empty());
    static final TargetOptions PLAIN_TARGET = target("rowferry", "rowferry_importer");
    static final TargetOptions UGLY_TARGET = target("Row's \"Ferry\"", "The 'Importer'");

    private Samples() {}

    static List<CapturedTable> plainCaptured() {
        return List.of(
                captured(ORDERS, CaptureMode.STATEMENT, key("id", "bigint")),
                captured(LINES, CaptureMode.ROW, key("order_id", "bigint"), key("line", "integer")));
    }

    static List<CapturedTable> uglyCaptured() {
        return List.of(
                captured(
                        UGLY,
                        CaptureMode.STATEMENT,
                        key("group", "integer"),
                        new KeyColumn(QUANTITY, "text", Optional.of("pg_catalog.\"C\""))),
                captured(LONG_UGLY, CaptureMode.ROW, key(LONG, "\"My Schema\".\"Order's Mood\"")));
    }

    static List<CapturedTable> plainWithToldKey() {
        return List.of(withToldKey(plainCaptured().get(1)));
    }

    static List<CapturedTable> uglyWithToldKey() {
        return List.of(withToldKey(uglyCaptured().get(0)));
    }

    private static CapturedTable withToldKey(CapturedTable table) {
        return new CapturedTable(table.name(), table.shadow(), table.key(), false, table.mode());
    }

    static List<TargetTable> plainTargets() {
        Table orders = new Table(
                ORDERS,
                List.of(
                        Column.of("id", "bigint", true),
                        Column.of("placed_at", "timestamp with time zone", true),
                        Column.of("note", "text", false)),
                keyOf("id"));
        Table lines = new Table(
                LINES,
                List.of(
                        Column.of("order_id", "bigint", true),
                        Column.of("line", "integer", true),
                        Column.of("price", "numeric(12,2)", false)),
                keyOf("order_id", "line"));
        return List.of(new TargetTable(orders, Map.of()), new TargetTable(lines, Map.of()));
    }

    static List<TargetTable> uglyTargets() {
        Table lines = new Table(
                UGLY,
                List.of(
                        Column.of("group", "integer", true),
                        Column.of("Qty \"x\"", "text", true),
                        Column.of(LONG, "character varying(7)[]", false)),
                keyOf("group", "Qty \"x\""));
        Table longest = new Table(LONG_UGLY, List.of(Column.of(LONG, "numeric", true)), keyOf(LONG));
        return List.of(
                new TargetTable(lines, Map.of(QUANTITY, "pg_catalog.\"C\"")), new TargetTable(longest, Map.of()));
    }

    private static CapturedTable captured(TableName name, CaptureMode mode, KeyColumn... key) {
        return new CapturedTable(name, ShadowName.of(name), List.of(key), mode);
    }

    private static KeyColumn key(String name, String type) {
        return new KeyColumn(new Identifier(name), type, Optional.empty());
    }

    private static Key keyOf(String... columns) {
        return new Key(List.of(columns).stream().map(Identifier::new).toList());
    }

    private static SourceOptions source(String schema, String capture, String exporter) {
        return new SourceOptions(
                new Identifier(schema), Optional.of(new Identifier(capture)), Optional.of(new Identifier(exporter)));
    }

    private static TargetOptions target(String schema, String importer) {
        return new TargetOptions(new Identifier(schema), Optional.of(new Identifier(importer)));
    }
}
