package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.testing.Server;
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
            select %d, id_synthese::text, "nom d'espèce", geom from public.synthese
            where id_organisme = 2 and not supprime order by id_synthese::text collate "C"
            """;

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private final List<TestDatabase> sources = new ArrayList<>();
    private final TestDatabase target = Servers.newest().newDatabase("sync_target");
    private final TestDatabase importer = target.as("sync_importer");

    SyncIT() {
        target.execute(
                "create extension postgres_fdw; grant usage on foreign data wrapper postgres_fdw to sync_importer;"
                        + " grant create on database " + target.name() + " to sync_importer;"
                        + " grant usage, create on schema public to sync_importer");
    }

    @AfterEach
    void close() {
        target.close();
        sources.forEach(TestDatabase::close);
    }

    /** Makes a source whose tables a role may read, and nothing else. */
    private TestDatabase source(Server server, String sql, String... tables) {
        TestDatabase source = server.newDatabase("sync_source");
        sources.add(source);
        source.execute(sql);
        Ran.of(Stream.concat(
                                Stream.of("generate", "fdw", "source"),
                                Stream.concat(
                                        Stream.of(tables),
                                        Stream.of(
                                                "--read-only",
                                                "--role",
                                                "sync_reader",
                                                "--source",
                                                source.url(),
                                                "--apply")))
                        .toArray(String[]::new))
                .assertOk();
        source.as("sync_reader");
        source.execute("alter role sync_reader password 'of the reader'");
        return source;
    }

    private String link(String name, TestDatabase source, String... tables) {
        environment.put("ROWFERRY_" + name.toUpperCase(java.util.Locale.ROOT) + "_PASSWORD", "of the reader");
        return """
                  %s:
                    options: { host: %s, port: %d, dbname: %s }
                    user: { user: sync_reader }
                    tables:
                """.formatted(name, source.server().host(), source.server().port(), source.name())
                + String.join("", tables).indent(6);
    }

    private void configure(String... links) {
        Ferry.write(yaml(), "target: " + importer.url() + "\nlinks:\n" + String.join("", links));
    }

    private String yaml() {
        return folder.resolve("importer.yaml").toString();
    }

    private Ran types(String... words) {
        return Ran.in(environment, words);
    }

    private void makeForeignTables() {
        types("generate", "fdw", "target", "--config", yaml(), "--apply").assertOk();
    }

    private Ran sync(String... options) {
        return types(Stream.concat(Stream.of("sync", "--config", yaml()), Stream.of(options))
                .toArray(String[]::new));
    }

    /** Three organisations' observations in one table, while all three are being written. */
    @Test
    void threeSources_areOneTable_whateverIsWrittenMeanwhile() throws Exception {
        importer.execute(
                "create table public.observations (id_source integer, id_fiche_source varchar,"
                        + " \"nom d'espèce\" text, geom text, note text default 'own', primary key (id_source, id_fiche_source))");
        List<TestDatabase> organisations = List.of(
                source(Servers.oldest(), OBSERVATIONS, "public.synthese"),
                source(Servers.newest(), OBSERVATIONS, "public.synthese"),
                source(Servers.oldest(), OBSERVATIONS, "public.synthese"));
        configure(
                observations("lpo", organisations.get(0), 7),
                observations("cen", organisations.get(1), 8),
                observations("pnr", organisations.get(2), 9));
        makeForeignTables();

        AtomicBoolean done = new AtomicBoolean();
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < organisations.size(); i++) {
            TestDatabase organisation = organisations.get(i);
            long seed = i;
            Thread writer = new Thread(() -> write(organisation, new Random(seed), done));
            writer.start();
            writers.add(writer);
        }
        for (int i = 0; i < 6; i++) {
            sync().assertOk();
        }
        done.set(true);
        for (Thread writer : writers) {
            writer.join();
        }
        sync().assertOk();

        for (int i = 0; i < organisations.size(); i++) {
            int source = 7 + i;
            assertThat(target.query("select id_source, id_fiche_source, \"nom d'espèce\", geom from public.observations"
                            + " where id_source = " + source + " order by id_fiche_source collate \"C\""))
                    .isEqualTo(organisations.get(i).query(UNION.formatted(source)))
                    .isNotEmpty();
        }
        assertThat(target.value("select count(*) from public.observations where note is distinct from 'own'"))
                .isEqualTo("0");
    }

    private String observations(String name, TestDatabase source, int id) {
        return link(name, source, """
                - table: public.synthese
                  columns: [id_synthese, '"nom d''espèce"', geom]
                  where: id_organisme = 2 and not supprime
                  into: public.observations
                  rename: { id_synthese: id_fiche_source }
                  set: { id_source: %d }
                  capture: watermark
                  watermark: [date_insert, date_update]
                  overlap: 1 minute
                """.formatted(id));
    }

    private static void write(TestDatabase source, Random random, AtomicBoolean done) {
        for (int i = 1; !done.get() || i < 300; i++) {
            int row = random.nextInt(i) + 1;
            source.execute(
                    switch (random.nextInt(8)) {
                        case 0, 1, 2, 3 ->
                            "insert into public.synthese values (" + i + ", " + (1 + random.nextInt(3))
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
        sync().assertOk();
        source.execute("insert into public.synthese values (99, 2, 'late', 'p', false, '2001-01-01')");
        Ran ran = sync().assertOk();
        assertThat(ran.err()).contains("public.synthese has 3 rows, and the source 4; it is read whole");
        assertThat(ran.out()).contains("whole, since changes of it had been missed");
        assertThat(mirrored()).isEqualTo(kept(source));
    }

    /** A source of three rows, and a table of the same name that follows it. */
    private TestDatabase watched() {
        TestDatabase source = source(
                Servers.oldest(),
                OBSERVATIONS
                        + "; insert into public.synthese select i, 2, 'n' || i, 'p', false from generate_series(1, 3) i",
                "public.synthese");
        importer.execute(OBSERVATIONS);
        configure(link("north", source, """
                - table: public.synthese
                  where: not supprime
                  apply: merge
                  capture: watermark
                  watermark: [date_insert, date_update]
                """));
        makeForeignTables();
        return source;
    }

    private List<List<String>> mirrored() {
        return target.query("select * from public.synthese order by id_synthese");
    }

    private static List<List<String>> kept(TestDatabase source) {
        return source.query("select * from public.synthese where not supprime order by id_synthese");
    }

    @Test
    void onlyWhatChanged_isWritten_andStays_underADryRun() {
        TestDatabase source = watched();
        assertThat(sync("--dry-run").assertOk().out()).contains("north: would be synced");
        assertThat(mirrored()).isEmpty();
        assertThat(sync().assertOk().out()).contains("3 inserted, whole, since it was not read before");
        String version = "select xmin from public.synthese where id_synthese = 3";
        String before = target.value(version);

        source.execute("update public.synthese set geom = 'moved', date_update = now() where id_synthese = 1;"
                + " update public.synthese set supprime = true, date_update = now() where id_synthese = 2");
        assertThat(sync().assertOk().out()).contains("1 deleted, 1 updated, 0 inserted");
        assertThat(mirrored()).isEqualTo(kept(source)).hasSize(2);
        assertThat(target.value(version)).isEqualTo(before);
        assertThat(sync("--full").assertOk().out()).contains("0 deleted, 0 updated, 0 inserted, whole");
    }

    @Test
    void aChangedEntry_isReadWhole() {
        TestDatabase source = watched();
        sync().assertOk();
        configure(link("north", source, """
                - table: public.synthese
                  where: id_synthese > 1
                  transform: { geom: upper(geom) }
                  capture: watermark
                  watermark: [date_insert, date_update]
                """));
        assertThat(sync().assertOk().out()).contains("whole, since its columns, its key or its entry changed");
        assertThat(target.query("select id_synthese, geom from public.synthese order by 1"))
                .isEqualTo(List.of(List.of("2", "P"), List.of("3", "P")));
    }

    @Test
    void aViewAndATableWithoutAKey_areReadWhole_andAMaterializedViewIsRefreshed() {
        TestDatabase source = source(
                Servers.newest(),
                "create table public.lines (a integer, b text); insert into public.lines values (1, 'x'), (1, 'x'), (2, null);"
                        + " create view public.sums as select b, sum(a) as total from public.lines group by b;"
                        + " create table public.sites (id integer primary key, \"Na me\" text);"
                        + " insert into public.sites values (1, 'a'), (2, 'b')",
                "public.lines",
                "public.sums",
                "public.sites");
        importer.execute(
                "create table public.lines (a integer, b text); create table public.sums (b text, total bigint)");
        configure(link(
                "north",
                source,
                "- { table: public.lines, capture: snapshot }\n",
                "- { table: public.sums, capture: snapshot }\n",
                "- { table: public.sites, mirror: view, key: [id] }\n"));
        makeForeignTables();
        types("generate", "fdw", "mirror", "--config", yaml(), "--apply").assertOk();

        assertThat(sync().assertOk().out()).contains("public.sites: refreshed, 2 rows");
        source.execute(
                "delete from public.lines where ctid = (select min(ctid) from public.lines); insert into public.lines"
                        + " values (5, ''); update public.sites set \"Na me\" = 'c' where id = 2; insert into public.sites values (3, 'd')");
        assertThat(sync().assertOk().out()).contains("public.sites: refreshed concurrently, 3 rows");

        for (String query : List.of(
                "select * from public.lines order by a, b",
                "select * from public.sums order by b",
                "select * from public.sites order by id")) {
            assertThat(target.query(query)).isEqualTo(source.query(query));
        }
    }

    @Test
    void aSourceThatIsGone_changesNothing() {
        TestDatabase source = watched();
        sync().assertOk();
        List<List<String>> before = mirrored();
        source.execute(
                "update public.synthese set geom = 'moved', date_update = now(); revoke select on public.synthese from sync_reader");
        Ran denied = sync().assertRefused(ExitCode.TARGET, "permission denied for table synthese");
        assertThat(denied.out()).isEmpty();
        assertThat(mirrored()).isEqualTo(before);

        source.close();
        sources.remove(source);
        sync().assertRefused(ExitCode.TARGET, "north");
        assertThat(mirrored()).isEqualTo(before);
    }

    @Test
    void whatTriggersNoted_isNotReadOverALink() {
        TestDatabase source = watched();
        configure(link("north", source, "- public.synthese\n"));
        sync().assertRefused(
                        ExitCode.CONFIGURATION, "the link north does not read what triggers noted of public.synthese");
    }

    @Test
    void aForeignTableThatIsMissing_isNamed() {
        TestDatabase source = source(Servers.oldest(), OBSERVATIONS, "public.synthese");
        configure(link("north", source, "- { table: public.synthese, capture: snapshot }\n"));
        types("generate", "fdw", "target", "--config", yaml(), "--apply").assertOk();
        importer.execute("drop foreign table north.synthese; create table public.synthese (a integer)");
        sync().assertRefused(ExitCode.TARGET, "the target has no foreign table north.synthese");
    }
}
