package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** Invariants 5 and 9: a sync may be killed anywhere and run again, and no source purges what its target does not have. */
class LinkCrashIT {
    private static final String PARENTS = "select * from public.parents order by id";
    private static final String CHILDREN = "select * from public.children order by id";

    @TempDir
    private Path folder;

    private SyncStage stage;
    private TestDatabase source;
    private int round;

    @BeforeEach
    void open() {
        stage = new SyncStage(Servers.newest(), folder);
        source = stage.captured(
                Servers.oldest(),
                "create table public.parents (id integer primary key, name text);"
                        + " create table public.children (id integer primary key, parent integer, changed timestamptz default now());"
                        + " insert into public.parents select g, 'p' from generate_series(1, 50) g;"
                        + " insert into public.children select g, g from generate_series(1, 50) g",
                "public.parents",
                "public.children");
        // Purged as soon as it is told, so that a source which is told too early would be found out.
        String exporter = folder.resolve("exporter.yaml").toString();
        ShopPipeline.write(
                exporter,
                "source: " + source.url() + "\nretain: 0 days\ntargets:\n  t:\n    outbox: " + folder
                        + "\n    tables: [public.parents]\n");
        stage.lend(source, "public.parents", "public.children", "--config", exporter);
        stage.importer()
                .execute("create table public.parents (id integer primary key, name text);"
                        + " create table public.children (id integer primary key, parent integer references public.parents,"
                        + " changed timestamptz)");
        stage.configure(stage.link(
                "north",
                source,
                "- public.parents\n",
                "- { table: public.children, capture: watermark, watermark: [changed] }\n"));
        stage.makeForeignTables();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private String[] syncing() {
        return new String[] {"sync", "--config", stage.yaml()};
    }

    private void change() {
        round++;
        source.execute("update public.parents set name = 'round " + round + "' where id % 3 = " + round % 3
                + "; insert into public.parents values (" + (100 + round)
                + ", 'new'); insert into public.children values ("
                + (100 + round) + ", " + (100 + round) + "); delete from public.children where id = " + round
                + "; delete from public.parents where id = " + round);
    }

    private List<List<List<String>>> rows(TestDatabase database) {
        return List.of(database.query(PARENTS), database.query(CHILDREN));
    }

    @Test
    void killedAtEveryPoint_isNeverHalfDone_andLosesNothing() {
        List<String> points = ChildProcess.pointsOf(syncing());
        assertThat(points)
                .contains(
                        "locked#1",
                        "planned#1",
                        "tables locked#1",
                        "file read#1",
                        "applied#1",
                        "committed#1",
                        "told#1");
        for (String point : points) {
            List<List<List<String>>> before = rows(stage.target());
            change();
            List<List<List<String>>> wanted = rows(source);
            assertThat(ChildProcess.isKilledAt(point, syncing())).as(point).isTrue();
            boolean committed = point.equals("committed#1") || point.equals("told#1");
            assertThat(rows(stage.target())).as(point).isEqualTo(committed ? wanted : before);

            change();
            assertThat(stage.sync().assertOk().out()).as(point).doesNotContain("whole");
            assertThat(rows(stage.target())).as(point).isEqualTo(rows(source));
            assertThat(source.value("select count(*) from rowferry.\"public.parents\""))
                    .as(point)
                    .isEqualTo("0");
        }
    }
}
