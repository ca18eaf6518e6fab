package org.rowferry.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.apply.FeedEntry;
import org.rowferry.apply.FeedEntry.Apply;
import org.rowferry.apply.FeedEntry.OnNewColumn;
import org.rowferry.capture.CaptureMethod.Deletes;
import org.rowferry.capture.CaptureMethod.Overlap;
import org.rowferry.capture.CaptureMethod.Watermark;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.cli.ImporterFile;
import org.rowferry.config.Configuration;
import org.rowferry.link.FdwOption.Scope;
import org.rowferry.proof.Verify;
import org.rowferry.report.Failure;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.Selection;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

class LinkSettingsTest {
    @TempDir
    private Path folder;

    @Test
    void link_isNamedAfterItself() throws IOException {
        Link link = read("north: { tables: [public.observations] }").links().get(0);
        assertThat(link)
                .isEqualTo(new Link(
                        new StreamName("north"),
                        new Identifier("north"),
                        new Identifier("north"),
                        new Identifier("rowferry"),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Optional.empty(),
                        List.of(new LinkTable(
                                FeedEntry.of(TableName.of("public", "observations")),
                                CaptureSettings.USUAL,
                                Mirror.TABLE,
                                Map.of(),
                                Map.of(),
                                List.of()))));
        assertThat(link.variable(FdwOption.PASSWORD)).isEqualTo("ROWFERRY_NORTH_PASSWORD");
        assertThat(link.foreignShadow(link.tables().get(0))).hasToString("north.\"public.observations\"");
    }

    @Test
    void tables_areComparedAsOftenAsTheirEntriesSay_elseAsTheLinkSays() throws IOException {
        Link link = read("north: { verify: weekly, tables: [public.a, { table: public.b, verify: never }] }")
                .links()
                .get(0);
        assertThat(link.verify(TableName.of("public", "a"))).isEqualTo(Verify.WEEKLY);
        assertThat(link.verify(TableName.of("public", "b"))).isEqualTo(Verify.NEVER);
        assertThat(read("north: { tables: [public.a] }").links().get(0).verify(TableName.of("public", "a")))
                .isEqualTo(Verify.NEVER);
    }

    @Test
    void link_saysAllThatIsWritten() throws IOException {
        Link link = read("""
                North-1:
                  server: '"North''s"'
                  schema: '"My Links"'
                  source-schema: '"Row''s Ferry"'
                  options: { host: north.example.org, port: 5432, fetch_size: 10000, updatable: no, sslsni: true }
                  user: { user: rowferry_reader, password_required: yes }
                  import: { import_default: false }
                  statement-timeout: 2 minutes
                  tables:
                    - table: app."Order-Lines"
                      key: ['"group"']
                      columns: ['"group"', changed, name]
                      transform: { name: upper(name) }
                      where: name <> ''
                      capture: watermark
                      watermark: [changed]
                      overlap: 5 minutes
                      deletes: none
                      into: crm.lines
                      rename: { name: title }
                      set: { source_id: 9 }
                      apply: merge
                      options: { fetch_size: 50000, table_name: lines_view }
                      column-options: { '"group"': { column_name: "GROUP" } }
                    - { table: app.places, mirror: view, key: id, indexes: [using gist (geom)] }
                """.replace("key: id,", "key: [id],")).links().get(0);
        assertThat(link.server()).hasToString("\"North's\"");
        assertThat(link.schema()).hasToString("\"My Links\"");
        assertThat(link.sourceSchema()).hasToString("\"Row's Ferry\"");
        assertThat(link.options())
                .isEqualTo(Map.of(
                        "host", "north.example.org",
                        "port", "5432",
                        "fetch_size", "10000",
                        "updatable", "false",
                        "sslsni", "1"));
        assertThat(link.user()).isEqualTo(Map.of("user", "rowferry_reader", "password_required", "true"));
        assertThat(link.importOptions()).isEqualTo(Map.of("import_default", "false"));
        assertThat(link.statementTimeout()).contains(Duration.ofMinutes(2));
        assertThat(link.serverOptions(18)).containsEntry("options", "-c row_security=off -c statement_timeout=120000");
        assertThat(link.variable(FdwOption.PASSWORD)).isEqualTo("ROWFERRY_NORTH_1_PASSWORD");
        Identifier group = new Identifier("group");
        Identifier changed = new Identifier("changed");
        Identifier name = new Identifier("name");
        assertThat(link.tables().get(0))
                .isEqualTo(new LinkTable(
                        new FeedEntry(
                                TableName.of("app", "Order-Lines"),
                                TableName.of("crm", "lines"),
                                Map.of(name, new Identifier("title")),
                                Map.of(new Identifier("source_id"), "9"),
                                Apply.MERGE,
                                OnNewColumn.STOP,
                                Optional.empty()),
                        new CaptureSettings(
                                Optional.of(new Key(List.of(group))),
                                new Selection(
                                        List.of(group, changed, name),
                                        Map.of(name, "upper(name)"),
                                        Optional.of("name <> ''")),
                                new Watermark(
                                        List.of(changed),
                                        new Overlap(Duration.ofMinutes(5), Overlap.USUAL.number()),
                                        Deletes.NONE)),
                        Mirror.TABLE,
                        Map.of("fetch_size", "50000", "table_name", "lines_view"),
                        Map.of(group, "GROUP"),
                        List.of()));
        assertThat(link.tables().get(1).mirror()).isEqualTo(Mirror.VIEW);
        assertThat(link.tables().get(1).indexes()).containsExactly("using gist (geom)");
        assertThat(link.readsShadowTables()).isFalse();
    }

    @Test
    void optionsThatAreNone_areRefusedWithTheReason() {
        assertThat(problems("""
                north:
                  options:
                    hots: north
                    fetchsize: 1
                    fetch_size: 0
                    sslmode: verify_full
                    use_remote_estimate: maybe
                    fdw_tuple_cost: -1
                    extensions: "postgis,,hstore"
                    analyze_sampling: sytem
                    connect_timeout: soon
                    client_encoding: UTF8
                    replication: database
                    user: me
                    column_name: x
                    import_default: true
                  user: { user: me, password: secret, sslpassword: secret, host: north, fetch_size: 1 }
                  import: { import_defaults: true, import_collate: 1 }
                  tables:
                    - table: public.a
                      options: { keep_connections: true, fetch_size: many, column_name: x }
                      column-options: { id: { colum_name: x }, Not One: { column_name: x } }
                """))
                .containsExactly(
                        "links.north.options.hots: unknown option of postgres_fdw, did you mean 'host'?",
                        "links.north.options.fetchsize: unknown option of postgres_fdw, did you mean 'fetch_size'?",
                        "links.north.options.fetch_size: '0' is not a whole number above 0",
                        "links.north.options.sslmode: 'verify_full' is none of disable, allow, prefer, require, verify-ca, verify-full, did you mean 'verify-full'?",
                        "links.north.options.use_remote_estimate: 'maybe' is not true or false",
                        "links.north.options.fdw_tuple_cost: '-1' is not a number of 0 or more",
                        "links.north.options.extensions: 'postgis,,hstore' is not a list of names such as 'postgis, hstore'",
                        "links.north.options.analyze_sampling: 'sytem' is none of off, auto, random, system, bernoulli, did you mean 'system'?",
                        "links.north.options.connect_timeout: 'soon' is not a whole number",
                        "links.north.options.client_encoding: is not allowed: postgres_fdw sets it to the target's own",
                        "links.north.options.replication: is not allowed: a foreign server is queried, not replicated from",
                        "links.north.options.user: belongs to 'user', not to the server's 'options'",
                        "links.north.options.column_name: belongs to 'column-options', not to the server's 'options'",
                        "links.north.options.import_default: belongs to 'import', not to the server's 'options'",
                        "links.north.user.password: does not stand in a file: it comes from the environment, ROWFERRY_<LINK>_PASSWORD, or from the pass file (PGPASSFILE, ~/.pgpass)",
                        "links.north.user.sslpassword: does not stand in a file: it comes from the environment, ROWFERRY_<LINK>_SSLPASSWORD",
                        "links.north.user.host: belongs to the server's 'options', not to 'user'",
                        "links.north.user.fetch_size: belongs to the server's 'options' or to a table's 'options', not to 'user'",
                        "links.north.import.import_defaults: unknown option of postgres_fdw, did you mean 'import_default'?",
                        "links.north.import.import_collate: '1' is not true or false",
                        "links.north.tables[1].options.keep_connections: belongs to the server's 'options', not to a table's 'options'",
                        "links.north.tables[1].options.fetch_size: 'many' is not a whole number above 0",
                        "links.north.tables[1].options.column_name: belongs to 'column-options', not to a table's 'options'",
                        "links.north.tables[1].column-options: 'Not One' is not a name as SQL has it: quote what is no plain word, '\"Order-Lines\"'",
                        "links.north.tables[1].column-options.id.colum_name: unknown key, did you mean 'column_name'?");
    }

    @Test
    void aSecretIsNeverQuoted() {
        assertThat(problems("north: { user: { password: s3cret, pasword: s3cret }, tables: [a.b] }"))
                .hasSize(2)
                .noneMatch(problem -> problem.contains("s3cret"));
    }

    @Test
    void whatBelongsToTheOtherMirror_isRefused() {
        assertThat(problems("""
                north:
                  tables:
                    - { table: public.a, mirror: view, apply: merge, capture: snapshot, triggers: fire }
                    - { table: public.b, indexes: [using gist (geom)] }
                """))
                .containsExactly(
                        "links.north.tables[1].apply: belongs to 'mirror: table'",
                        "links.north.tables[1].triggers: belongs to 'mirror: table'",
                        "links.north.tables[1].capture: belongs to 'mirror: table'",
                        "links.north.tables[2].indexes: belongs to 'mirror: view'");
    }

    @Test
    void namesThatMeanTwoThings_areRefused() {
        assertThat(problems("""
                inbox: { tables: [a.z] }
                the-north: { tables: [a.b, c.b, a.link_source, '"d"."a.b"'], schema: n }
                The_North: { tables: [{ table: a.x, into: x.y }] }
                south: { tables: [{ table: a.b, into: z.b }, a.s], schema: n }
                east: { tables: [{ table: east.b, mirror: view }, { table: a.c, mirror: view, into: x.y }] }
                """))
                .containsExactlyInAnyOrder(
                        "links.inbox: is the name of an inbox, too; tracking goes by the name, so give it another",
                        "links.the-north.tables: c.b would be the second foreign table n.b; make a second link for it, with a schema of its own",
                        "links.the-north.tables: a.link_source would be the second foreign table n.link_source; make a second link for it, with a schema of its own",
                        "links.the-north.tables: d.\"a.b\" would be the second foreign table n.\"a.b\"; make a second link for it, with a schema of its own",
                        "links.The_North: is told from another link by '-' or capitals alone, and both would take their password from ROWFERRY_THE_NORTH_PASSWORD",
                        "links.south: has the foreign table n.b, which another link has too; give one of them a 'schema' of its own",
                        "links.east.tables: east.b would be both the foreign table and what it is mirrored to; give the link another 'schema', or the table another 'into'",
                        "links.east.tables: x.y is fed by the link The_North already, and no column that both set has another constant for each: set: { source_id: 1 } in one, set: { source_id: 2 } in the other",
                        "links.east.tables: x.y is a materialized view, which nothing else can feed; give it an 'into' of its own");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "north: { tables: [a.b, a.b] }",
                "north: { tables: [a.b, { table: a.b, into: x.y }] }",
                "north: { tables: [{ table: a.b, mirror: view }, { table: a.b, mirror: view }] }",
                "north: { tables: [a.b, { table: c.b, into: x.y }] }",
                "north: { tables: [b] }",
                "north: { tables: a.b }",
                "north: { tables: [{ into: a.b }] }",
                "north: { tables: [{ table: a.b, capture: watermark, watermark: [A B] }] }",
                "North/1: { tables: [a.b], server: n, options: { host: h }, as-owner: false, statement-timeout: 5s }",
                "'': { tables: [a.b] }",
            })
    void oneFault_isOneProblem(String link) {
        assertThat(problems(link)).hasSize(1);
    }

    @Test
    void linkWhoseNameIsNone_tellsItsOtherProblemsToo() {
        assertThat(problems("North/1: { tables: [b], tablse: [a.b], statement-timeout: x }"))
                .satisfiesExactlyInAnyOrder(
                        problem -> assertThat(problem).startsWith("links.North/1: 'North/1' is not a name"),
                        problem -> assertThat(problem).startsWith("links.North/1.tables[1].table: 'b' is not"),
                        problem -> assertThat(problem).startsWith("links.North/1.tablse: unknown key"),
                        problem -> assertThat(problem).startsWith("links.North/1.statement-timeout: "));
    }

    @Test
    void aConfigurationOfLinksAlone_needsNoInbox() throws IOException {
        Configuration configuration = Configuration.read(Files.writeString(folder.resolve("links.yaml"), """
                        target: postgresql://u@h/d
                        links: { north: { tables: [a.b] } }
                        """));
        assertThat(ImporterFile.read(configuration.root(), Map.of()).importer().inboxes())
                .isEmpty();
        configuration.finish();
    }

    @Test
    void everyOption_hasAScopeAndANameOfItsOwn() {
        for (Scope scope : Scope.values()) {
            assertThat(FdwOption.keywords(scope)).isNotEmpty().doesNotHaveDuplicates();
        }
        for (FdwOption option : FdwOption.values()) {
            assertThat(FdwOption.named(option.keyword())).contains(option);
            assertThat(option.isKnownTo(18)).isTrue();
        }
    }

    private LinkSettings read(String links) throws IOException {
        Configuration configuration = configuration(links);
        LinkSettings settings =
                ImporterFile.read(configuration.root(), Map.of()).links();
        configuration.finish();
        return settings;
    }

    private List<String> problems(String links) {
        Failure failure = catchThrowableOfType(Failure.class, () -> read(links));
        return String.valueOf(failure.getMessage())
                .lines()
                .skip(1)
                .map(String::strip)
                .toList();
    }

    private Configuration configuration(String links) throws IOException {
        String text = "target: postgresql://u@h/d\ninboxes: { inbox: { from: /in, tables: [i.t] } }\nlinks:\n"
                + links.indent(2);
        return Configuration.read(Files.writeString(folder.resolve("importer.yaml"), text));
    }
}
