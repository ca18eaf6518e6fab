package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.Tables;

/** What links over postgres_fdw are made of, between servers of two majors, both ways. */
class GenerateFdwIT {
    private static final String ORDERS = "- public.orders";
    private static final String LINES = "- '\"My Schema\".\"Order-Lines\"'";

    /** All that a script may change, with the transaction that changed it last. */
    private static final String STATE = """
            select 'server ' || srvname, srvoptions::text, xmin::text from pg_foreign_server
            union all select 'mapping ' || umuser::regrole, umoptions::text, xmin::text from pg_user_mapping
            union all select 'table ' || ftrelid::regclass, ftoptions::text, xmin::text from pg_foreign_table
            union all select 'column ' || attrelid::regclass || attname, attfdwoptions::text, a.xmin::text
                from pg_attribute a join pg_foreign_table on ftrelid = attrelid
            union all select 'relation ' || oid::regclass, relowner::regrole::text, oid::text
                from pg_class where relnamespace in (
                    select oid from pg_namespace where nspname in ('public', 'My Links', 'My Schema'))
            order by 1""";

    @TempDir
    private Path folder;

    private @Nullable LinkSides opened;

    record Majors(Server source, Server target) {}

    static Stream<Majors> majors() {
        return Stream.of(
                new Majors(Servers.oldest(), Servers.newest()), new Majors(Servers.newest(), Servers.oldest()));
    }

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    private void open(Majors majors) {
        opened = LinkSides.between(majors.source(), majors.target(), folder);
    }

    private LinkSides sides() {
        return Objects.requireNonNull(opened);
    }

    @ParameterizedTest
    @MethodSource("majors")
    void target_readsTheSourceAsAnOrdinaryRole(Majors majors) throws Exception {
        open(majors);
        sides().configure("", ", fetch_size: 50", ORDERS, LINES, "- { table: public.totals, mirror: view }");

        Ran ran = sides().generate("target", "--apply").assertOk();

        assertThat(ran.out() + ran.err()).doesNotContain("s3cret");
        try (Connection there = sides().source().connect();
                Connection here = sides().importer().connect()) {
            Tables.assertEqual(
                    "orders", there, "select * from public.orders", here, "select * from \"My Links\".orders");
            Tables.assertEqual(
                    "lines",
                    there,
                    "select \"group\", mood, \"Qty \"\"x\"\"\", \"place's\"::text from \"My Schema\".\"Order-Lines\"",
                    here,
                    "select \"group\", mood, \"Qty \"\"x\"\"\", \"place's\"::text from \"My Links\".\"Order-Lines\"");
            Tables.assertEqual(
                    "totals", there, "select * from public.totals", here, "select * from \"My Links\".totals");
        }
        assertThat(sides().importer().value("select count(*) from \"My Links\".\"public.orders\""))
                .isEqualTo("0");
        assertThat(sides().importer().value("select snapshot is not null from \"My Links\".link_source"))
                .isEqualTo("t");
        assertThat(sides().target().value("""
                        select string_agg(n.nspname || '.' || c.relname, ', ' order by c.relname collate "C")
                        from pg_foreign_table join pg_class c on c.oid = ftrelid
                        join pg_namespace n on n.oid = c.relnamespace where c.relname not like 'link\\_pg\\_%'"""))
                .isEqualTo(
                        "My Links.My Schema.Order-Lines, My Links.Order-Lines, My Links.link_applied, My Links.link_capture,"
                                + " My Links.link_columns, My Links.link_source, My Links.orders,"
                                + " My Links.public.orders, My Links.totals");
    }

    @ParameterizedTest
    @MethodSource("majors")
    void secondRun_changesNothing(Majors majors) {
        open(majors);
        sides().configure(
                        "import: { import_default: true, import_collate: false, import_not_null: true, import_generated: false }",
                        ", extensions: postgres_fdw",
                        ORDERS,
                        LINES);
        sides().generate("target", "--apply").assertOk();
        List<List<String>> before = sides().target().query(STATE);
        sides().generate("target", "--apply").assertOk();
        // Nor does the printed script, which a superuser runs and no secret is in.
        String printed = sides().generate("target").assertOk().out();
        assertThat(printed)
                .doesNotContain("s3cret")
                .contains("\n\\set rowferry_secret `printf %s \"$ROWFERRY_NORTH_PASSWORD\"`\n");
        assertThat(sides().target().query(STATE)).isEqualTo(before);
        assertThat(sides().target()
                        .value("select column_default from information_schema.columns"
                                + " where table_name = 'orders' and column_name = 'customer'"))
                .isEqualTo("'x'::text");
    }

    @ParameterizedTest
    @MethodSource("majors")
    void optionsThatDiffer_areSetAddedAndDropped(Majors majors) {
        open(majors);
        sides().configure("", ", fetch_size: 50, application_name: first", ORDERS);
        sides().generate("target", "--apply").assertOk();
        sides().target().execute("""
                alter foreign table "My Links".orders options (add use_remote_estimate 'true', set table_name 'other');
                alter foreign table "My Links".orders alter column amount options (set column_name 'other');
                drop foreign table "My Links".link_source""");
        sides().configure("", ", fetch_size: 60, updatable: true", """
                - table: public.orders
                  options: { fetch_size: 70 }
                  column-options: { customer: { column_name: amount } }
                """);
        sides().generate("target", "--apply").assertOk();
        boolean truncatable = majors.target().major() >= 14;
        assertThat(options("select srvoptions from pg_foreign_server"))
                .contains("fetch_size=60", "updatable=true")
                .doesNotContain("application_name=first");
        assertThat(options("select srvoptions from pg_foreign_server").contains("truncatable=false"))
                .isEqualTo(truncatable);
        assertThat(options("select ftoptions from pg_foreign_table where ftrelid = '\"My Links\".orders'::regclass"))
                .containsExactlyInAnyOrder("schema_name=public", "table_name=orders", "fetch_size=70");
        assertThat(sides().target().value("""
                        select string_agg(attfdwoptions::text, ' ' order by attnum) from pg_attribute
                        where attrelid = '"My Links".orders'::regclass and attnum > 0"""))
                .isEqualTo("{column_name=id} {column_name=amount} {column_name=amount} {column_name=deleted}");
        assertThat(sides().importer().value("select count(*) from \"My Links\".link_source"))
                .isEqualTo("1");
    }

    private List<String> options(String array) {
        return sides()
                .target()
                .query("select o.option_name || '=' || o.option_value from pg_options_to_table((" + array + ")) o")
                .stream()
                .map(row -> row.get(0))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("majors")
    void password_comesFromTheEnvironmentOrThePassFileAndIsKept(Majors majors) throws Exception {
        open(majors);
        sides().configure("", "", ORDERS);
        sides().environment().clear();
        Ran without = sides().generate("target", "--apply")
                .assertRefused(ExitCode.TARGET, "cannot be imported", "ROWFERRY_NORTH_PASSWORD");
        assertThat(without.err()).contains("Non-superusers must ");

        sides().environment().put("ROWFERRY_NORTH_PASSWORD", "s3cret and wrong");
        Ran wrong = sides().generate("target", "--apply")
                .assertRefused(ExitCode.TARGET, "could not connect to server", "lets this server in");
        assertThat(wrong.out() + wrong.err()).doesNotContain("s3cret");

        sides().environment().clear();
        Path file = folder.resolve("pgpass");
        Files.writeString(
                file,
                "*:*:" + sides().source().name() + ":" + LinkSides.READER + ":"
                        + LinkSides.PASSWORD.replace("\\", "\\\\").replace(":", "\\:") + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        sides().environment().put("PGPASSFILE", file.toString());
        sides().generate("target", "--apply").assertOk();

        sides().environment().clear();
        sides().generate("target", "--apply").assertOk();
        assertThat(sides().importer().value("select count(*) from \"My Links\".orders"))
                .isEqualTo("200");
        assertThat(options("select umoptions from pg_user_mappings"))
                .containsExactlyInAnyOrder("user=" + LinkSides.READER, "password=" + LinkSides.PASSWORD);
    }

    /** Whoever runs it needs a mapping too, and the role that imports is the one that reads. */
    @ParameterizedTest
    @MethodSource("majors")
    void anotherRoleMayRunIt(Majors majors) {
        open(majors);
        sides().configure(
                        "",
                        "",
                        ORDERS,
                        "- { table: public.totals, mirror: view, key: [customer], into: public.totals }");
        sides().generate("target", "--target", sides().target().url(), "--apply")
                .assertOk();
        sides().generate("mirror", "--target", sides().target().url(), "--apply")
                .assertOk();
        assertThat(sides().importer().value("select count(*) from \"My Links\".orders"))
                .isEqualTo("200");
        sides().importer().execute("refresh materialized view public.totals");
        assertThat(sides().importer().value("select sum(orders) from public.totals"))
                .isEqualTo("200");
        assertThat(sides().target().value("select count(*) from pg_user_mapping"))
                .isEqualTo("2");
    }

    @ParameterizedTest
    @MethodSource("majors")
    void mirror_holdsWhatItsEntrySays(Majors majors) throws Exception {
        open(majors);
        sides().configure("", "", """
                - table: public.orders
                  mirror: view
                  into: public."Mirror's"
                  columns: [id, customer]
                  transform: { customer: upper(customer) }
                  where: not deleted -- those that are not
                  rename: { customer: '"Name"' }
                  set: { source_id: 9, told: it's }
                  indexes: ['using btree (lower("Name"))', 'using hash (told) where id > 5']
                """, """
                - table: '"My Schema"."Order-Lines"'
                  mirror: view
                  into: public.lines
                  indexes: ['using gist ("place''s")']
                """);
        sides().generate("target", "--apply").assertOk();
        sides().generate("mirror", "--apply").assertOk();
        assertThat(sides().target().value("select bool_or(relispopulated) from pg_class where relkind = 'm'"))
                .isEqualTo("f");
        List<List<String>> before = sides().target().query(STATE);
        sides().generate("mirror", "--apply").assertOk();
        sides().generate("mirror", "--recreate", "--apply").assertOk();
        assertThat(sides().target().query(STATE)).isEqualTo(before);

        sides().importer()
                .execute("refresh materialized view public.\"Mirror's\"; refresh materialized view public.lines");
        sides().source()
                .execute(
                        "delete from public.orders where id = 7; update public.orders set customer = 'new' where id = 8");
        sides().importer().execute("refresh materialized view concurrently public.\"Mirror's\"");
        try (Connection there = sides().source().connect();
                Connection here = sides().importer().connect()) {
            Tables.assertEqual(
                    "mirror",
                    there,
                    "select 9::bigint as source_id, 'it''s' as told, id, upper(customer) as \"Name\""
                            + " from public.orders where not deleted",
                    here,
                    "select source_id, told, id, \"Name\" from public.\"Mirror's\"");
        }
        assertThat(sides().target().query("""
                        select regexp_replace(pg_get_indexdef(indexrelid), ' INDEX .* USING ', ' ') from pg_index
                        where indrelid in ('public."Mirror''s"'::regclass, 'public.lines'::regclass)
                        order by 1"""))
                .containsExactlyInAnyOrder(
                        List.of("CREATE btree (lower(\"Name\"))"),
                        List.of("CREATE gist (\"place's\")"),
                        List.of("CREATE hash (told) WHERE (id > 5)"),
                        List.of("CREATE UNIQUE btree (\"group\", \"Qty \"\"x\"\"\")"),
                        List.of("CREATE UNIQUE btree (id)"));
    }

    @ParameterizedTest
    @MethodSource("majors")
    void mirrorOfAnotherDefinition_isRefusedOrMadeAnew(Majors majors) {
        open(majors);
        sides().configure("", "", "- { table: public.orders, mirror: view, where: not deleted }");
        sides().generate("target", "--apply").assertOk();
        sides().generate("mirror", "--apply").assertOk();
        sides().configure("", "", "- { table: public.orders, mirror: view, where: deleted }");
        sides().generate("mirror", "--apply")
                .assertRefused(
                        ExitCode.TARGET,
                        "the materialized view public.orders is there, and has another definition",
                        "--recreate");
        sides().generate("mirror", "--recreate", "--apply").assertOk();
        sides().importer().execute("refresh materialized view public.orders");
        assertThat(sides().importer().value("select count(*) from public.orders"))
                .isEqualTo("40");
        sides().target().execute("drop materialized view public.orders; create table public.orders ()");
        sides().generate("mirror", "--recreate", "--apply")
                .assertRefused(ExitCode.TARGET, "public.orders is there, and is no materialized view");
    }

    @ParameterizedTest
    @MethodSource("majors")
    void reimport_takesTheSourcesTablesAsTheyAreNow(Majors majors) {
        open(majors);
        sides().configure("", "", ORDERS, "- { table: public.totals, mirror: view }");
        sides().generate("target", "--apply").assertOk();
        sides().generate("mirror", "--apply").assertOk();
        sides().source().execute("alter table public.orders add extra text default 'e'");
        sides().generate("target", "--reimport", "--apply")
                .assertRefused(ExitCode.TARGET, "to be imported anew: public.totals", "drop materialized view");
        sides().importer().execute("drop materialized view public.totals");
        sides().generate("target", "--apply").assertOk();
        assertThat(columns("orders")).isEqualTo("id,customer,amount,deleted");
        sides().generate("target", "--reimport", "--apply").assertOk();
        assertThat(columns("orders")).isEqualTo("id,customer,amount,deleted,extra");
        assertThat(sides().importer().value("select count(extra) from \"My Links\".orders"))
                .isEqualTo("200");
    }

    private String columns(String table) {
        return sides().target()
                .value("select string_agg(column_name, ',' order by ordinal_position)"
                        + " from information_schema.columns where table_schema = 'My Links' and table_name = '" + table
                        + "'");
    }

    @ParameterizedTest
    @MethodSource("majors")
    void wholeSchema_isImportedButForWhatIsLeftOut(Majors majors) {
        open(majors);
        sides().source()
                .execute(
                        "create table public.\"A's\" (i int); create table public.b (i int); create table public.c (i int)");
        sides().configure("", "", ORDERS);
        for (int i = 0; i < 2; i++) {
            sides().generate("target", "--whole", "public", "--except", "b", "--apply")
                    .assertOk();
        }
        assertThat(sides().target().value("""
                        select string_agg(c.relname, ', ' order by c.relname collate "C")
                        from pg_foreign_table join pg_class c on c.oid = ftrelid
                        where c.relname not like 'link\\_pg\\_%'"""))
                .isEqualTo(
                        "A's, c, link_applied, link_capture, link_columns, link_source, orders, public.orders, totals");
        sides().generate("target", "--except", "b").assertRefused(ExitCode.USAGE, "--whole");
    }

    @ParameterizedTest
    @MethodSource("majors")
    void whatTheTargetCannotHave_isToldWithAWayOut(Majors majors) {
        open(majors);
        sides().source().execute("create table public.moods (id int primary key, mood \"My Schema\".\"Order's Mood\")");
        for (String there : List.of("schema", "type")) {
            sides().configure("", "", ORDERS, "- { table: public.moods, capture: snapshot }");
            sides().generate("target", "--apply")
                    .assertRefused(ExitCode.TARGET, there + " \"My Schema", "rowferry generate importer 'public.");
            sides().target()
                    .execute(
                            "create schema if not exists \"My Schema\"; grant usage on schema \"My Schema\" to public");
        }
        sides().configure("", "", "- { table: public.none, capture: snapshot }");
        sides().generate("target", "--apply").assertRefused(ExitCode.TARGET, "has no tables public.\"none\"");
        sides().configure("", "", "- { table: nowhere.none, capture: snapshot }");
        sides().generate("target", "--apply").assertRefused(ExitCode.TARGET, "schema \"nowhere\" is not present");
        sides().configure(
                        "",
                        "",
                        "- { table: public.totals, capture: snapshot, column-options: { nothing: { column_name: x } } }");
        sides().generate("target", "--apply").assertRefused(ExitCode.TARGET, "has no column nothing");
        sides().target()
                .execute("create schema \"My Links\" authorization " + LinkSides.quoted(LinkSides.IMPORTER)
                        + "; create table \"My Links\".orders ()");
        sides().configure("", "", ORDERS);
        sides().generate("target", "--apply")
                .assertRefused(ExitCode.TARGET, "are no foreign tables of the server", "\"My Links\".orders");
        sides().configure(
                        "", "", "- { table: public.orders, mirror: view }", "- { table: public.totals, mirror: view }");
        sides().generate("mirror")
                .assertRefused(ExitCode.TARGET, "the target has no foreign table \"My Links\".orders");
    }

    @ParameterizedTest
    @MethodSource("majors")
    void majorDecidesWhichOptionsThereAre(Majors majors) {
        open(majors);
        sides().configure("", ", batch_size: 100, parallel_abort: true", ORDERS);
        if (majors.target().major() < 14) {
            sides().generate("target", "--apply")
                    .assertRefused(
                            ExitCode.CONFIGURATION,
                            "PostgreSQL 13 does not know: batch_size (known from 14 on), parallel_abort (known from 16 on)");
        } else {
            sides().generate("target", "--apply").assertOk();
        }
        assertThat(sides().generate("target", "--major", "16").assertOk().out())
                .contains("It is for PostgreSQL 16.", "'truncatable'");
        sides().generate("target", "--major", "15")
                .assertRefused(ExitCode.CONFIGURATION, "parallel_abort (known from 16 on)");
        sides().configure("", "", ORDERS);
        assertThat(sides().generate("target", "--major", "13").assertOk().out())
                .contains("'updatable'")
                .doesNotContain("'truncatable'");
    }

    @ParameterizedTest
    @MethodSource("majors")
    void reader_readsWhatItWasGivenAndNoMore(Majors majors) {
        open(majors);
        sides().source().execute("create table public.others (i int)");
        sides().generateSource().assertOk();
        assertThat(sides().source().query("""
                        select c.oid::regclass::text from pg_class c
                        join pg_namespace n on n.oid = c.relnamespace
                        where n.nspname in ('public', 'My Schema', 'rowferry') and c.relkind in ('r', 'v')
                            and has_table_privilege('The ''Reader''', c.oid, 'select, insert, update, delete')
                        order by 1"""))
                .containsExactlyInAnyOrder(
                        List.of("\"My Schema\".\"Order-Lines\""),
                        List.of("orders"),
                        List.of("totals"),
                        List.of("rowferry.\"My Schema.Order-Lines\""),
                        List.of("rowferry.\"public.orders\""),
                        List.of("rowferry.capture"),
                        List.of("rowferry.capture_witness"),
                        List.of("rowferry.export_bundle"),
                        List.of("rowferry.incarnation"),
                        List.of("rowferry.link_applied"),
                        List.of("rowferry.link_capture"),
                        List.of("rowferry.link_source"));
        assertThat(sides().source().value("""
                        select string_agg(c.relname, ', ') from pg_class c join pg_namespace n on n.oid = c.relnamespace
                        where c.relkind in ('r', 'v') and n.nspname not in ('pg_catalog', 'information_schema')
                            and has_table_privilege('The ''Reader''', c.oid, 'insert, update, delete, truncate')""")).isEqualTo("link_applied");
        assertThat(sides().source()
                        .value("select rolcanlogin::text || rolsuper from pg_roles where rolname = 'The ''Reader'''"))
                .isEqualTo("truefalse");
    }

    @ParameterizedTest
    @MethodSource("majors")
    void sourceWhereNothingMayBeInstalled_grantsAlone(Majors majors) {
        open(majors);
        sides().source().execute("drop schema rowferry cascade; create table public.bare (i int)");
        sides().types(
                        "generate",
                        "fdw",
                        "source",
                        "public.bare",
                        "--role",
                        "The 'Reader'",
                        "--source",
                        sides().source().url(),
                        "--apply")
                .assertOk();
        assertThat(sides().source().value("select to_regnamespace('rowferry') is null"))
                .isEqualTo("t");
        sides().configure("", "", "- { table: public.bare, capture: snapshot }");
        sides().generate("target", "--apply").assertOk();
        assertThat(sides().importer().value("select count(*) from \"My Links\".bare"))
                .isEqualTo("0");
    }

    /** A table that a link feeds is made as one that an inbox does; what a view holds is no table. */
    @ParameterizedTest
    @MethodSource("majors")
    void generateImporter_makesTheTablesOfLinks(Majors majors) {
        open(majors);
        sides().configure(
                        "",
                        "",
                        "- { table: public.orders, into: public.\"All Orders\", rename: { customer: who }, set: { source_id: 9 } }",
                        "- { table: '\"My Schema\".\"Order-Lines\"', mirror: view, into: public.lines }");
        sides().types(
                        "generate",
                        "importer",
                        "public.orders",
                        "--source",
                        sides().source().url(),
                        "--config",
                        sides().yaml(),
                        "--apply")
                .assertOk();
        assertThat(sides().target().value("""
                        select string_agg(attname, ',' order by attnum) from pg_attribute
                        where attrelid = 'public."All Orders"'::regclass and attnum > 0""")).isEqualTo("source_id,id,who,amount,deleted");
    }
}
