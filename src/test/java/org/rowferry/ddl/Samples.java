package org.rowferry.ddl;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.rowferry.ddl.Scripts.SourceOptions;
import org.rowferry.ddl.Scripts.TargetOptions;
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

    /** Small ones, so that a test needs few keys to cut them. */
    static final Optional<ShadowColumn.Arrays> ARRAYS = Optional.of(new ShadowColumn.Arrays(3, 12));

    private Samples() {}

    static List<TableToCapture> plainCaptured() {
        return List.of(
                captured(ORDERS, CaptureMode.STATEMENT, key("id", "bigint")),
                captured(LINES, CaptureMode.ROW, key("order_id", "bigint"), key("line", "integer")));
    }

    static List<TableToCapture> uglyCaptured() {
        return List.of(
                captured(
                        UGLY,
                        CaptureMode.STATEMENT,
                        key("group", "integer"),
                        new ShadowColumn(QUANTITY, "text", Optional.of("pg_catalog.\"C\""), ARRAYS)),
                captured(LONG_UGLY, CaptureMode.ROW, key(LONG, "\"My Schema\".\"Order's Mood\"")));
    }

    static List<TableToCapture> plainWithToldKey() {
        return List.of(withToldKey(plainCaptured().get(1)));
    }

    static List<TableToCapture> uglyWithToldKey() {
        return List.of(withToldKey(uglyCaptured().get(0)));
    }

    private static TableToCapture withToldKey(TableToCapture table) {
        return new TableToCapture(table.name(), table.shadow(), table.key(), false, table.mode());
    }

    static List<TableToCreate> plainTargets() {
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
        return List.of(new TableToCreate(orders, Map.of()), new TableToCreate(lines, Map.of()));
    }

    static List<TableToCreate> uglyTargets() {
        Table lines = new Table(
                UGLY,
                List.of(
                        Column.of("group", "integer", true),
                        Column.of("Qty \"x\"", "text", true),
                        Column.of(LONG, "character varying(7)[]", false)),
                keyOf("group", "Qty \"x\""));
        Table longest = new Table(LONG_UGLY, List.of(Column.of(LONG, "numeric", true)), keyOf(LONG));
        return List.of(
                new TableToCreate(lines, Map.of(QUANTITY, "pg_catalog.\"C\"")), new TableToCreate(longest, Map.of()));
    }

    /** One of each kind of thing that a target may need, in an order in which each needs none but those before it. */
    static TargetPlan plainPlan() {
        return new TargetPlan(
                List.of(
                        new Prerequisite.Extension(new Identifier("citext"), new Identifier("public")),
                        new Prerequisite.PackagedCollation(TableName.of("pg_catalog", "de-x-icu")),
                        new Prerequisite.OwnCollation(
                                TableName.of("public", "nocase"),
                                List.of("provider = icu", "locale = 'und-u-ks-level2'", "deterministic = false"),
                                Optional.empty()),
                        new Prerequisite.EnumType(TableName.of("public", "mood"), List.of("sad", "ok")),
                        new Prerequisite.DomainType(
                                TableName.of("public", "email"),
                                "public.citext",
                                Optional.empty(),
                                true,
                                List.of(new Prerequisite.DomainCheck(
                                        new Identifier("email_check"), "CHECK ((VALUE <> ''::public.citext))")),
                                false),
                        new Prerequisite.CompositeType(
                                TableName.of("public", "address"),
                                List.of(
                                        new Prerequisite.CompositePart(
                                                new Identifier("street"), "text", Optional.empty()),
                                        new Prerequisite.CompositePart(
                                                new Identifier("zip"), "character(5)", Optional.empty())),
                                false),
                        new Prerequisite.RangeType(
                                TableName.of("public", "prices"),
                                "numeric",
                                List.of("subtype = numeric"),
                                Optional.of(TableName.of("public", "many_prices"))),
                        new Prerequisite.HandmadeType(TableName.of("public", "point3d"), "a base type")),
                plainTargets(),
                List.of(new TargetIndex(
                        ORDERS,
                        new Identifier("orders_note_idx"),
                        "create index orders_note_idx on public.orders USING btree (lower(note))")),
                List.of(new TargetForeignKey(
                        LINES,
                        new Identifier("order_lines_order_id_fkey"),
                        List.of(new Identifier("order_id")),
                        ORDERS,
                        List.of(new Identifier("id")),
                        "")),
                List.of("the index orders_bad_idx of public.orders, which is not valid on the source"));
    }

    /** The same with names that a script could stumble over, and what only some majors know. */
    static TargetPlan uglyPlan() {
        TableName mood = TableName.of("My Schema", "Order's Mood");
        Table spans = new Table(
                TableName.of("My Schema", "Spans"),
                List.of(Column.of("group", "integer", true), Column.of("Many \"x\"", "\"My Schema\".\"a%s's\"", false)),
                keyOf("group"));
        return new TargetPlan(
                List.of(
                        new Prerequisite.Extension(new Identifier("uuid-ossp"), new Identifier("Ext's")),
                        new Prerequisite.OwnCollation(
                                TableName.of("My Schema", "It's \"x\""),
                                List.of("provider = icu", "locale = 'und'", "rules = '&a < ''b'''"),
                                Optional.of(new Prerequisite.Since(16, "rules"))),
                        new Prerequisite.EnumType(mood, List.of("it's \"ok\"", "$rowferry$ %s", "a\\b")),
                        new Prerequisite.EnumType(TableName.of("My Schema", "none"), List.of()),
                        new Prerequisite.DomainType(
                                TableName.of("My Schema", "a%s's"),
                                "nummultirange",
                                Optional.empty(),
                                false,
                                List.of(),
                                true),
                        new Prerequisite.CompositeType(
                                TableName.of("My Schema", "group"),
                                List.of(
                                        new Prerequisite.CompositePart(QUANTITY, mood + "[]", Optional.empty()),
                                        new Prerequisite.CompositePart(
                                                new Identifier(LONG), "text", Optional.of("pg_catalog.\"C\""))),
                                false),
                        new Prerequisite.RangeType(
                                TableName.of("My Schema", "Range's"),
                                "text",
                                List.of("subtype = text", "collation = pg_catalog.\"C\""),
                                Optional.empty())),
                Stream.concat(
                                uglyTargets().stream(),
                                Stream.of(new TableToCreate(
                                        spans,
                                        Map.of(),
                                        Set.of(new Identifier("Many \"x\"")),
                                        List.of(new Identifier("It's \"left\"")))))
                        .toList(),
                List.of(new TargetIndex(
                        UGLY,
                        new Identifier("It's $index$"),
                        "create unique index \"It's $index$\" on " + UGLY + " USING btree (\"group\")")),
                List.of(new TargetForeignKey(
                        UGLY,
                        new Identifier("Order-Lines's fkey"),
                        List.of(new Identifier("group"), QUANTITY),
                        UGLY,
                        List.of(new Identifier("group"), QUANTITY),
                        " match full deferrable initially deferred")),
                List.of("the index \"x\ny\" of " + UGLY + ", which is on a generated column"));
    }

    private static TableToCapture captured(TableName name, CaptureMode mode, ShadowColumn... key) {
        return new TableToCapture(name, ShadowName.of(name), List.of(key), mode);
    }

    private static ShadowColumn key(String name, String type) {
        return new ShadowColumn(new Identifier(name), type, Optional.empty(), ARRAYS);
    }

    private static Key keyOf(String... columns) {
        return new Key(List.of(columns).stream().map(Identifier::new).toList());
    }

    private static SourceOptions source(String schema, String capture, String exporter) {
        return new SourceOptions(
                new Identifier(schema), Optional.of(new Identifier(capture)), Optional.of(new Identifier(exporter)));
    }

    private static TargetOptions target(String schema, String importer) {
        return new TargetOptions(
                new Identifier(schema), Optional.of(new Identifier(importer)), TargetOptions.FILLFACTOR);
    }
}
