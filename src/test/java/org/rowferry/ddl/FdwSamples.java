package org.rowferry.ddl;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowferry.ddl.FdwReader.ReadTable;
import org.rowferry.ddl.FdwReader.Telling;
import org.rowferry.ddl.ForeignServer.Secret;
import org.rowferry.ddl.ForeignServer.WholeSchema;
import org.rowferry.ddl.MirrorView.MirrorColumn;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.ShadowName;
import org.rowferry.schema.TableName;

/** What the golden scripts of links are about: a plain set, and its ugly twin. */
final class FdwSamples {
    static final Identifier IMPORTER = new Identifier("rowferry_importer");
    static final Identifier UGLY_IMPORTER = new Identifier("The 'Importer'");
    private static final Identifier ID = new Identifier("id");

    private FdwSamples() {}

    static FdwReader plainReader() {
        Identifier schema = new Identifier("rowferry");
        return new FdwReader(
                new Identifier("rowferry_reader"),
                Optional.of(schema),
                Duration.ofDays(14),
                new Telling(Optional.empty(), Optional.empty()),
                List.of(
                        new ReadTable(
                                Samples.ORDERS,
                                Optional.of(ShadowName.of(Samples.ORDERS).in(schema))),
                        new ReadTable(Samples.LINES, Optional.empty())));
    }

    static FdwReader uglyReader() {
        Identifier schema = new Identifier("Row's \"Ferry\"");
        return new FdwReader(
                new Identifier("The 'Reader'"),
                Optional.of(schema),
                Duration.ofDays(14),
                new Telling(Optional.of(3), Optional.of(Duration.ofDays(90))),
                List.of(
                        new ReadTable(
                                Samples.UGLY,
                                Optional.of(ShadowName.of(Samples.UGLY).in(schema))),
                        new ReadTable(
                                Samples.LONG_UGLY,
                                Optional.of(ShadowName.of(Samples.LONG_UGLY).in(schema)))));
    }

    static FdwReader bareReader() {
        return new FdwReader(
                new Identifier("rowferry_reader"),
                Optional.empty(),
                Duration.ofDays(14),
                new Telling(Optional.empty(), Optional.empty()),
                List.of(new ReadTable(Samples.ORDERS, Optional.empty())));
    }

    static List<ForeignServer> plainServers() {
        return List.of(new ForeignServer(
                new Identifier("north"),
                new Identifier("north"),
                options("host", "north.example.org", "dbname", "gn", "updatable", "false", "truncatable", "false"),
                options("user", "rowferry_reader"),
                secrets("NORTH", "north"),
                Map.of(),
                List.of(
                        new ForeignTable(Samples.ORDERS, options("fetch_size", "50000"), Map.of()),
                        ForeignTable.of(TableName.of("rowferry", "public.orders")),
                        ForeignTable.of(TableName.of("rowferry", "link_source")),
                        ForeignTable.written(TableName.of("rowferry", "link_applied"))),
                Optional.empty()));
    }

    static List<ForeignServer> uglyServers() {
        ForeignServer ugly = new ForeignServer(
                new Identifier("North's \"$1\""),
                new Identifier("My Schema"),
                options("host", "it's", "options", "-c \"x\\y\"=%s"),
                options("user", "The 'Reader'"),
                secrets("NORTH_1", "north_1"),
                options("import_default", "false", "import_collate", "true"),
                List.of(
                        new ForeignTable(
                                Samples.UGLY,
                                options("table_name", "Other's"),
                                Map.of(Samples.QUANTITY, "$rowferry$ it's")),
                        ForeignTable.of(Samples.LONG_UGLY)),
                Optional.of(new WholeSchema(new Identifier("It's whole"), List.of(new Identifier("a%s's")))));
        return List.of(ugly, plainServers().get(0));
    }

    private static List<Secret> secrets(String variable, String setting) {
        return List.of(
                new Secret("password", "ROWFERRY_" + variable + "_PASSWORD", "rowferry.link_" + setting + "_password"));
    }

    static List<MirrorView> plainMirrors() {
        return List.of(
                new MirrorView(
                        TableName.of("north", "places"),
                        TableName.of("public", "places"),
                        List.of(
                                new MirrorColumn(ID, "id"),
                                new MirrorColumn(new Identifier("name"), "(upper(name))"),
                                new MirrorColumn(new Identifier("source_id"), "'9'::bigint")),
                        Optional.of("not deleted"),
                        Optional.of(new Key(List.of(ID))),
                        List.of("using gist (area)")),
                new MirrorView(
                        TableName.of("north", "totals"),
                        TableName.of("public", "totals"),
                        List.of(new MirrorColumn(new Identifier("total"), "total")),
                        Optional.empty(),
                        Optional.empty(),
                        List.of()));
    }

    static List<MirrorView> uglyMirrors() {
        return List.of(new MirrorView(
                Samples.UGLY,
                Samples.LONG_UGLY,
                List.of(
                        new MirrorColumn(new Identifier("group"), "\"group\""),
                        new MirrorColumn(Samples.QUANTITY, "($query$it's$query$ || \"Qty \"\"x\"\"\")")),
                Optional.of("\"group\" > 0 -- it's $rowferry$"),
                Optional.of(new Key(List.of(new Identifier("group"), Samples.QUANTITY))),
                List.of("using btree ((\"group\" || 'it''s'))")));
    }

    /** Keeps the order. */
    private static Map<String, String> options(String... words) {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i < words.length; i += 2) {
            options.put(words[i], words[i + 1]);
        }
        return options;
    }
}
