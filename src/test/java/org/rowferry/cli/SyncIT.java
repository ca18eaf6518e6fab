package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.rowferry.testing.Cases;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** Links that are read by a job on the target, from sources that nobody may install anything on. */
class SyncIT {
    private static final String OBSERVATIONS = """
            create table public.synthese (
                id_synthese bigint primary key, id_organisme integer, "nom d'espèce" text, geom text, supprime boolean,
                date_insert timestamptz default clock_timestamp(), date_update timestamptz)
            """;

    private static final String UNION = """
            select ?::int, id_synthese::text, "nom d'espèce", geom from public.synthese
            where id_organisme = 2 and not supprime order by id_synthese::text collate "C"
            """;

    @TempDir
    private Path folder;

    private SyncStage stage;

    @BeforeEach
    void open() {
        stage = new SyncStage(Servers.newest(), folder);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    /** Three organisations' observations in one table, while all three are being written. */
    @Test
    void threeSources_areOneTable_whateverIsWrittenMeanwhile() {
        stage.importer()
                .execute(
                        "create table public.observations (id_source integer, id_fiche_source varchar,"
                                + " \"nom d'espèce\" text, geom text, note text default 'own', primary key (id_source, id_fiche_source))");
        List<TestDatabase> organisations = List.of(
                stage.source(Servers.oldest(), OBSERVATIONS, "public.synthese"),
                stage.source(Servers.newest(), OBSERVATIONS, "public.synthese"),
                stage.source(Servers.oldest(), OBSERVATIONS, "public.synthese"));
        stage.configure(
                observations("lpo", organisations.get(0), 7),
                observations("cen", organisations.get(1), 8),
                observations("pnr", organisations.get(2), 9));
        stage.makeForeignTables();

        int phases = Cases.all() ? 3 : 2;
        for (int phase = 0; phase < phases; phase++) {
            AtomicBoolean done = new AtomicBoolean();
            List<CompletableFuture<Void>> writers = new ArrayList<>();
            for (int i = 0; i < organisations.size(); i++) {
                TestDatabase organisation = organisations.get(i);
                Random random = new Random(phase * 10L + i);
                int first = phase * 1_000_000;
                writers.add(CompletableFuture.runAsync(() -> write(organisation, first, random, done)));
            }
            for (int i = 0; i < 3; i++) {
                stage.sync().assertOk();
            }
            done.set(true);
            writers.forEach(CompletableFuture::join);
            stage.sync().assertOk();
            assertUnion(organisations);
        }
    }

    private void assertUnion(List<TestDatabase> organisations) {
        List<List<String>> union = new ArrayList<>();
        for (int i = 0; i < organisations.size(); i++) {
            List<List<String>> rows = organisations.get(i).query(UNION.replace("?", Integer.toString(7 + i)));
            assertThat(rows).isNotEmpty();
            union.addAll(rows);
        }
        assertThat(stage.target()
                        .query("select id_source, id_fiche_source, \"nom d'espèce\", geom"
                                + " from public.observations order by id_source, id_fiche_source collate \"C\""))
                .isEqualTo(union);
        assertThat(stage.target().value("select count(*) from public.observations where note is distinct from 'own'"))
                .isEqualTo("0");
    }

    private String observations(String name, TestDatabase source, int id) {
        return stage.link(name, source, String.format(Locale.ROOT, """
                - table: public.synthese
                  columns: [id_synthese, '"nom d''espèce"', geom]
                  where: id_organisme = 2 and not supprime
                  into: public.observations
                  rename: { id_synthese: id_fiche_source }
                  set: { id_source: %d }
                  capture: watermark
                  watermark: [date_insert, date_update]
                  overlap: 1 minute
                """, id));
    }

    private static void write(TestDatabase source, int first, Random random, AtomicBoolean done) {
        for (int i = 1; !done.get() || i < 150; i++) {
            int row = random.nextInt(3) * 1_000_000 + random.nextInt(i) + 1;
            source.execute(
                    switch (random.nextInt(8)) {
                        case 0, 1, 2, 3 ->
                            "insert into public.synthese values (" + (first + i) + ", " + (1 + random.nextInt(3))
                                    + ", 'espèce ' || random(), 'POINT(1 2)', false)";
                        case 4 -> update("\"nom d'espèce\" = 'renamed " + i + "'", row);
                        case 5 -> update("supprime = not supprime", row);
                        case 6 -> update("id_organisme = 1 + id_organisme % 3", row);
                        default -> "delete from public.synthese where id_synthese = " + row;
                    });
        }
    }

    private static String update(String what, int row) {
        return "update public.synthese set " + what + ", date_update = clock_timestamp() where id_synthese = " + row;
    }

    @Test
    void rowsThatComeWithAValueThatWasPassed_areFoundByTheirKeys() {
        TestDatabase source = watched();
        stage.sync().assertOk();
        source.execute("insert into public.synthese values (99, 2, 'late', 'p', false, '2001-01-01')");
        Ran ran = stage.sync().assertOk();
        assertThat(ran.err()).contains("public.synthese has 3 rows, and the source 4; it is read whole");
        assertThat(ran.out()).contains("whole, since changes of it had been missed");
        assertThat(mirrored()).isEqualTo(kept(source));
    }

    /** A source of three rows, and a table of the same name that follows it. */
    private TestDatabase watched() {
        TestDatabase source = stage.source(
                Servers.oldest(),
                OBSERVATIONS
                        + "; insert into public.synthese select i, 2, 'n' || i, 'p', false from generate_series(1, 3) i",
                "public.synthese");
        stage.importer().execute(OBSERVATIONS);
        stage.configure(stage.link("north", source, """
                - table: public.synthese
                  where: not supprime
                  apply: merge
                  capture: watermark
                  watermark: [date_insert, date_update]
                """));
        stage.makeForeignTables();
        return source;
    }

    private List<List<String>> mirrored() {
        return stage.target().query("select * from public.synthese order by id_synthese");
    }

    private static List<List<String>> kept(TestDatabase source) {
        return source.query("select * from public.synthese where not supprime order by id_synthese");
    }

    @Test
    void onlyWhatChanged_isWritten_andStays_underADryRun() {
        TestDatabase source = watched();
        assertThat(stage.sync("--dry-run").assertOk().out()).contains("north: would be synced");
        assertThat(mirrored()).isEmpty();
        assertThat(stage.sync().assertOk().out()).contains("3 inserted, whole, since it was not read before");
        String version = "select xmin from public.synthese where id_synthese = 3";
        String before = stage.target().value(version);

        source.execute("update public.synthese set geom = 'moved', date_update = now() where id_synthese = 1;"
                + " update public.synthese set supprime = true, date_update = now() where id_synthese = 2");
        assertThat(stage.sync().assertOk().out()).contains("1 deleted, 1 updated, 0 inserted");
        assertThat(mirrored()).isEqualTo(kept(source)).hasSize(2);
        assertThat(stage.target().value(version)).isEqualTo(before);
        assertThat(stage.sync("--full").assertOk().out()).contains("0 deleted, 0 updated, 0 inserted, whole");
        assertThat(stage.types("status", "--config", stage.yaml(), "--history")
                        .assertOk()
                        .out()
                        .lines()
                        .skip(1))
                .hasSize(4)
                .allMatch(line -> line.contains("sync north  ok"))
                .last()
                .asString()
                .contains("ok, dry run");
        stage.sync("--full", "public.other")
                .assertRefused(ExitCode.USAGE, "no link that is synced has a table public.other");
        stage.sync("--link", "nort").assertRefused(ExitCode.USAGE, "the configuration names no link nort");
    }

    @Test
    void statementAfterImport_isTheLastWorkOfASync_andListenersHearOfIt() throws Exception {
        TestDatabase source = watched();
        String yaml = Files.readString(Path.of(stage.yaml()));
        Function<String, String> running = sql -> yaml.replace(
                "    tables:\n",
                "    notify: true\n    after-import: [{ run: '" + sql + "', in: transaction }]\n    tables:\n");
        try (Connection listener = stage.target().connect();
                Statement listen = listener.createStatement()) {
            listen.execute("listen rowferry");
            PGConnection heard = listener.unwrap(PGConnection.class);
            ShopPipeline.write(stage.yaml(), running.apply("select 1 / 0"));
            stage.sync().assertRefused(ExitCode.TARGET, "after-import of north: select 1 / 0: ", "division by zero");
            assertThat(mirrored()).isEmpty();

            ShopPipeline.write(stage.yaml(), running.apply("create table public.done ()"));
            stage.sync("--dry-run").assertOk();
            assertThat(heard.getNotifications(200)).isEmpty();
            stage.sync().assertOk();
            assertThat(mirrored()).isEqualTo(kept(source));
            assertThat(stage.target().value("select count(*) from public.done")).isEqualTo("0");
            assertThat(heard.getNotifications(10_000))
                    .singleElement()
                    .satisfies(notice -> assertThat(notice.getParameter())
                            .contains("\"name\":\"north\"", "\"table\":\"public.synthese\"", "\"inserted\":3"));

            // Nothing changed, so that the table is not made twice.
            stage.sync().assertOk();
            assertThat(heard.getNotifications(200)).isEmpty();
        }

        // A sync that was killed left no end in the history.
        stage.importer().execute("create table public.made (id int)");
        ShopPipeline.write(
                stage.yaml(),
                yaml.replace("    tables:\n", "    after-import: [insert into public.made values (1)]\n    tables:\n"));
        stage.sync().assertOk();
        assertThat(stage.target().value("select count(*) from public.made")).isEqualTo("0");
        stage.target()
                .execute("insert into rowferry.run_history (job, began, run_id) values ('sync of link north', now(),"
                        + " '00000000-0000-0000-0000-000000000000')");
        assertThat(stage.sync().assertOk().err())
                .contains("north: the run before was interrupted, so the statements under after-import run now");
        stage.sync().assertOk();
        assertThat(stage.target().value("select count(*) from public.made")).isEqualTo("1");
    }

    @Test
    void aChangedEntry_isReadWhole() {
        TestDatabase source = watched();
        stage.sync().assertOk();
        stage.configure(stage.link("north", source, """
                - table: public.synthese
                  where: id_synthese > 1
                  transform: { geom: upper(geom) }
                  capture: watermark
                  watermark: [date_insert, date_update]
                """));
        assertThat(stage.sync().assertOk().out()).contains("whole, since its expressions and its filter changed");
        assertThat(stage.target().query("select id_synthese, geom from public.synthese order by 1"))
                .isEqualTo(List.of(List.of("2", "P"), List.of("3", "P")));
    }

    @Test
    void aViewAndATableWithoutAKey_areReadWhole_andAMaterializedViewIsRefreshed() {
        TestDatabase source = stage.source(
                Servers.newest(),
                "create table public.lines (a integer, b text); insert into public.lines values (1, 'x'), (1, 'x'), (2, null);"
                        + " create view public.sums as select b, sum(a) as total from public.lines group by b;"
                        + " create table public.sites (id integer primary key, \"Na me\" text);"
                        + " insert into public.sites values (1, 'a'), (2, 'b')",
                "public.lines",
                "public.sums",
                "public.sites");
        stage.importer()
                .execute(
                        "create table public.lines (a integer, b text); create table public.sums (b text, total bigint)");
        stage.configure(stage.link(
                "north",
                source,
                "- { table: public.lines, capture: snapshot }\n",
                "- { table: public.sums, capture: snapshot }\n",
                "- { table: public.sites, mirror: view, key: [id] }\n"));
        stage.makeForeignTables();
        stage.types("generate", "fdw", "mirror", "--config", stage.yaml(), "--apply")
                .assertOk();

        assertThat(stage.sync().assertOk().out()).contains("public.sites refreshed, 2 rows");
        source.execute(
                "delete from public.lines where ctid = (select min(ctid) from public.lines); insert into public.lines"
                        + " values (5, ''); update public.sites set \"Na me\" = 'c' where id = 2; insert into public.sites values (3, 'd')");
        assertThat(stage.sync().assertOk().out()).contains("public.sites refreshed concurrently, 3 rows");
        assertThat(stage.sync().assertOk().out())
                .contains("  2 tables without changes\n")
                .doesNotContain("public.lines");
        assertThat(stage.types("status", "--config", stage.yaml()).assertOk().out())
                .containsPattern("link north\n  public.lines: position 3.*, changes of 0 rows, by snapshot\n")
                .containsPattern("  public.sites: refreshed 20.*Z, 3 rows, ");
        assertThat(stage.types("status", "--config", stage.yaml(), "--json")
                        .assertOk()
                        .out())
                .contains("\"link\" : \"north\"");

        for (String query : List.of(
                "select * from public.lines order by a, b",
                "select * from public.sums order by b",
                "select * from public.sites order by id")) {
            assertThat(stage.target().query(query)).isEqualTo(source.query(query));
        }
    }

    @Test
    void aMaterializedViewWhoseUniqueIndexIsNotValid_getsAnother_andReadersReadOn() {
        TestDatabase source = stage.source(
                Servers.newest(), "create table public.sites (id integer primary key, note text)", "public.sites");
        stage.configure(stage.link("north", source, "- { table: public.sites, mirror: view }\n"));
        stage.makeForeignTables();
        String[] mirror = {"generate", "fdw", "mirror", "--config", stage.yaml(), "--apply"};
        stage.types(mirror).assertOk();
        stage.sync().assertOk();
        stage.target()
                .execute(
                        "update pg_index set indisvalid = false where indrelid = 'public.sites'::regclass and indisunique");
        stage.types(mirror).assertOk();
        assertThat(stage.sync().assertOk().out()).contains("public.sites refreshed concurrently, 0 rows");
    }

    @Test
    void aSourceThatIsGone_changesNothing() {
        TestDatabase source = watched();
        stage.sync().assertOk();
        List<List<String>> before = mirrored();
        source.execute(
                "update public.synthese set geom = 'moved', date_update = now(); revoke select on public.synthese from "
                        + SyncStage.READER);
        Ran denied = stage.sync().assertRefused(ExitCode.SOURCE, "permission denied on the source");
        assertThat(denied.out()).isEmpty();
        assertThat(mirrored()).isEqualTo(before);

        stage.drop(source);
        stage.sync().assertRefused(ExitCode.SOURCE, "north");
        assertThat(mirrored()).isEqualTo(before);
    }

    @Test
    void aForeignTableThatIsMissing_isNamed() {
        TestDatabase source = stage.source(Servers.oldest(), OBSERVATIONS, "public.synthese");
        stage.configure(stage.link("north", source, "- { table: public.synthese, capture: snapshot }\n"));
        stage.types("generate", "fdw", "target", "--config", stage.yaml(), "--apply")
                .assertOk();
        stage.importer().execute("drop foreign table north.synthese; create table public.synthese (a integer)");
        stage.sync().assertRefused(ExitCode.TARGET, "the target has no foreign table north.synthese");
    }

    @Test
    void aForeignTableThatFitsNoMore_isRefusedWithWhatMendsIt() {
        TestDatabase source = watched();
        stage.sync().assertOk();
        source.execute(
                "alter table public.synthese add column \"new's\" varchar(7), alter column id_organisme type bigint,"
                        + " drop column geom");
        List<List<String>> before = mirrored();
        Ran refused = stage.sync().assertRefused(ExitCode.TARGET, "does not fit the source's table any more");
        assertThat(refused.err())
                .contains("the column id_organisme is bigint there and integer here")
                .contains("the source has no column geom any more")
                .contains("the source has a new column \"new's\"")
                .contains("alter foreign table north.synthese alter column id_organisme type bigint, drop column geom,"
                        + " add column \"new's\" character varying(7);")
                .contains("rowferry generate fdw target --link north --reimport --config " + stage.yaml()
                        + " --target postgresql://OWNER@");
        assertThat(mirrored()).isEqualTo(before);

        stage.makeForeignTables("--reimport");
        stage.sync().assertRefused(ExitCode.TARGET, "new's");
        stage.importer()
                .execute(
                        "alter table public.synthese add column \"new's\" varchar(7), alter column id_organisme type bigint,"
                                + " drop column geom");
        stage.sync().assertOk();
        String all = "select id_synthese, id_organisme, \"new's\" from public.synthese order by 1";
        assertThat(stage.target().query(all)).isEqualTo(source.query(all));
    }

    @Test
    void aColumnThatWasLeftOut_isFilledForAllRows_onceItIsThere() {
        TestDatabase source = watched();
        String entry = """
                - table: public.synthese
                  where: not supprime
                  on-new-column: ignore
                  capture: watermark
                  watermark: [date_insert, date_update]
                """;
        stage.configure(stage.link("north", source, entry));
        stage.importer().execute("alter table public.synthese drop column geom");
        assertThat(stage.sync().assertOk().out()).contains("left out: geom");
        assertThat(stage.sync().assertOk().out()).doesNotContain("whole");
        stage.importer().execute("alter table public.synthese add column geom text");
        assertThat(stage.sync().assertOk().out()).contains("whole, since its column geom was left out here so far");
        String all = "select id_synthese, geom from public.synthese order by id_synthese";
        assertThat(stage.target().query(all)).isEqualTo(source.query(all));
    }

    @Test
    void aMaterializedViewOfTheSource_isReadThoughItsCatalogDoesNotListIt() {
        TestDatabase source = stage.source(
                Servers.oldest(),
                "create materialized view public.sums as select g as id, g * 2 as twice from generate_series(1, 5) g",
                "public.sums");
        stage.importer().execute("create table public.sums (id integer primary key, twice integer)");
        stage.configure(stage.link("north", source, "- { table: public.sums, capture: snapshot }\n"));
        stage.makeForeignTables();
        stage.sync().assertOk();
        String all = "select * from public.sums order by id";
        assertThat(stage.target().query(all)).isEqualTo(source.query(all));
    }

    @Test
    void aTableThatWasAViewForAWhile_isReadWhole() {
        TestDatabase source = watched();
        String asTable = stage.link(
                "north", source, "- { table: public.synthese, capture: watermark, watermark: [date_insert] }\n");
        stage.configure(asTable);
        stage.sync().assertOk();
        stage.configure(stage.link(
                "north",
                source,
                "- { table: public.synthese, mirror: view, key: [id_synthese], into: public.seen }\n"));
        stage.types("generate", "fdw", "mirror", "--config", stage.yaml(), "--apply")
                .assertOk();
        source.execute("update public.synthese set geom = 'unseen', date_insert = '2001-01-01'");
        stage.sync().assertOk();
        stage.configure(asTable);
        assertThat(stage.sync().assertOk().out()).contains("whole, since it was not read before");
        assertThat(mirrored()).isEqualTo(kept(source));
    }

    @Test
    void money_isRefused_sinceEachServerReadsItItsOwnWay() {
        TestDatabase source = stage.source(
                Servers.oldest(), "create table public.prices (id integer primary key, price money)", "public.prices");
        stage.importer().execute("create table public.prices (id integer primary key, price money)");
        stage.configure(stage.link("north", source, "- { table: public.prices, capture: snapshot }\n"));
        stage.makeForeignTables();
        stage.sync().assertRefused(ExitCode.CONFIGURATION, "the column price of public.prices is of the type money");
    }

    @Test
    void aViewThatCannotBeRefreshed_doesNotKeepTheOthersFromIt() {
        TestDatabase source = stage.source(
                Servers.oldest(),
                "create table public.a (id integer primary key); create table public.b (id integer primary key)",
                "public.a",
                "public.b");
        stage.configure(stage.link(
                "north",
                source,
                "- { table: public.a, mirror: view, key: [id] }\n",
                "- { table: public.b, mirror: view, key: [id] }\n"));
        stage.makeForeignTables();
        stage.types("generate", "fdw", "mirror", "--config", stage.yaml(), "--apply")
                .assertOk();
        stage.importer().execute("drop materialized view public.a");
        source.execute("insert into public.b values (1)");
        Ran ran = stage.sync().assertRefused(ExitCode.TARGET, "the target has no materialized view public.a");
        assertThat(ran.out()).contains("public.b refreshed, 1 rows");
    }

    @Test
    void whatIsNotRead_mayChangeOnTheSource() {
        TestDatabase source = watched();
        stage.configure(stage.link("north", source, """
                - table: public.synthese
                  columns: [id_organisme, geom]
                  capture: snapshot
                """));
        stage.sync().assertOk();
        source.execute("alter table public.synthese drop column supprime, add column other integer");
        stage.sync().assertOk();
    }

    @Test
    void aSourceThatIsTooSlow_isGivenUp() {
        TestDatabase source = stage.source(
                Servers.newest(),
                "create view public.slow as select 1 as id, pg_sleep(5)::text as slept",
                "public.slow");
        stage.importer().execute("create table public.slow (id integer primary key, slept text)");
        stage.configure(stage.link("north", source, "- { table: public.slow, capture: snapshot }\n"));
        stage.makeForeignTables();
        source.execute("alter role " + SyncStage.READER + " in database " + source.name()
                + " set statement_timeout = '300ms'");
        stage.sync().assertRefused(ExitCode.SOURCE, "canceling statement due to statement timeout");
    }

    @Test
    void aTimeThatTheLinkLimits_isLimitedOnBothSides() {
        TestDatabase source = stage.source(
                Servers.newest(),
                "create view public.slow as select 1 as id, pg_sleep(20)::text as slept",
                "public.slow");
        stage.importer().execute("create table public.slow (id integer primary key, slept text)");
        String link = stage.link("north", source, "- { table: public.slow, capture: snapshot }\n");
        stage.configure(link.replace("    tables:", "    statement-timeout: 1 second\n    tables:"));
        stage.makeForeignTables();
        stage.sync().assertRefused(ExitCode.SOURCE, "the source gave up", "statement timeout");

        stage.importer().execute("alter server north options (drop options)");
        stage.sync().assertRefused(ExitCode.TARGET, "was given up", "statement timeout");
        assertThat(stage.target().value("select count(*) from public.slow")).isEqualTo("0");
    }

    @Test
    void oneLinkThatFails_doesNotKeepTheOthersFromBeingRead() {
        TestDatabase source = watched();
        TestDatabase other = stage.source(
                Servers.newest(),
                "create table public.t (a integer primary key); insert into public.t values (1)",
                "public.t");
        stage.importer().execute("create table public.t (a integer primary key)");
        stage.configure(
                stage.link("gone", source, "- { table: public.synthese, capture: snapshot }\n"),
                stage.link("there", other, "- { table: public.t, capture: snapshot }\n"));
        stage.makeForeignTables();
        stage.drop(source);
        Ran ran = stage.sync().assertRefused(ExitCode.SOURCE, "link gone: cannot reach the source");
        assertThat(ran.out()).contains("there: synced");
        assertThat(stage.target().value("select a from public.t")).isEqualTo("1");
    }
}
