package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** Tables that are proven equal to their source over a link, and mended where they are not; no role is a superuser. */
class LinkProofIT {
    private static final String LINES = "\"My Schema\".\"It's \"\"My\"\" Lines\"";
    private static final String TABLES = """
            create schema "My Schema";
            create type public."Mood's" as enum ('so, so', 'fine');
            create domain public.quantity as numeric(9, 2);
            create table public.parents (
                id bigint primary key, name text, mood public."Mood's", seen timestamptz, weight double precision, data bytea,
                amount public.quantity, spans int4range, hidden text);
            insert into public.parents select g, 'p, ' || g, 'so, so', timestamptz '2024-01-01 12:00+05' + g * interval '1 hour',
                g / 3.0, sha256(g::text::bytea), g / 7.0, int4range(g, g + 9), null from generate_series(1, 3000) g;
            create table "My Schema"."It's ""My"" Lines" (
                "group" integer, "Qty ""x y" text, parent bigint references public.parents on delete cascade, "place's" point,
                primary key ("group", "Qty ""x y"));
            insert into "My Schema"."It's ""My"" Lines" select g, 'q' || g, g, point(g, g) from generate_series(1, 2500) g;
            create table public.loose (a integer, b text);
            insert into public.loose select g % 7, 'l' || g % 5 from generate_series(1, 100) g""";
    private static final String FAULTS = """
                update public.all_parents set weight = weight + 1 where source_id = 1 and id = 30;
                delete from public.all_parents where source_id = 1 and id = 700;
                insert into public.all_parents (source_id, id, name) values (1, -5, 'EXTRA'), (1, 13, 'P, 13');
                update "My Schema"."It's ""My"" Lines" as l set parent = case l.parent when 8 then 9 else 8 end where parent in (8, 9);
                update public.loose set b = 'x' where ctid = (select min(ctid) from public.loose)""";
    private static final Pattern REPAIR = Pattern.compile("--repair (?:'([^\n]*)'|(\\S+))");

    @TempDir
    private Path folder;

    /** A link that was never synced. */
    private record Scene(SyncStage stage, TestDatabase source) implements AutoCloseable {
        String status() {
            return stage.types("status", "--config", stage.yaml()).out();
        }

        @Override
        public void close() {
            stage.close();
        }

        void assertEqual() {
            assertThat(stage.target()
                            .query("select id, name, mood, seen, weight, data, amount, spans from public.all_parents"
                                    + " where source_id = 1 order by id"))
                    .isEqualTo(source.query(
                            "select id, upper(name), mood, seen, weight, data, amount, spans from public.parents"
                                    + " where id <> 13 order by id"));
            for (String query :
                    List.of("select * from " + LINES + " order by 1, 2", "select * from public.loose order by 1, 2")) {
                assertThat(stage.target().query(query)).isEqualTo(source.query(query));
            }
            assertThat(stage.target().value("select note || name from public.all_parents where source_id = 9"))
                    .isEqualTo("another sourceother rows");
        }
    }

    private Scene open(Server of, Server on, String more) {
        SyncStage stage = new SyncStage(on, folder);
        TestDatabase source = stage.captured(of, TABLES, "public.parents", LINES);
        stage.lend(source, "public.loose", "--read-only");
        stage.target().execute("create schema \"My Schema\" authorization sync_importer");
        stage.importer().execute("""
                create type public."Mood's" as enum ('so, so', 'fine');
                create domain public.quantity as numeric(9, 2);
                create table public.all_parents (
                    source_id integer, note text default 'own', id bigint, name text, mood public."Mood's", seen timestamptz,
                    weight double precision, data bytea, amount public.quantity, spans int4range, primary key (source_id, id));
                insert into public.all_parents values (9, 'another source', 1, 'other rows');
                create table "My Schema"."It's ""My"" Lines" (
                    "group" integer, "Qty ""x y" text, parent bigint, "place's" point, primary key ("group", "Qty ""x y"));
                create table public.loose (a integer, b text)""");
        stage.configure(stage.link(
                        "north",
                        source,
                        """
                        - table: public.parents
                          into: public.all_parents
                          set: { source_id: 1 }
                          columns: [id, name, mood, seen, weight, data, amount, spans]
                          transform: { name: upper(name) }
                          where: id <> 13
                        """,
                        "- '" + LINES.replace("'", "''") + "'\n",
                        "- { table: public.loose, capture: snapshot }\n")
                + more);
        stage.makeForeignTables();
        return new Scene(stage, source);
    }

    /** Each kind of difference is found where nothing changed on the source, and mended with the rows of its buckets. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void differencesOfEveryKind_areFoundAndMended(boolean older) {
        try (Scene scene =
                open(older ? Servers.oldest() : Servers.newest(), older ? Servers.newest() : Servers.oldest(), "")) {
            findAndMend(scene, scene.stage());
        }
    }

    private static void findAndMend(Scene scene, SyncStage stage) {
        assertThat(stage.sync("--verify").assertOk().out()).contains("proven equal to the source: 3 tables");
        stage.target().execute("analyze");
        assertThat(stage.sync("--verify").assertOk().out()).contains("proven equal to the source: 3 tables");
        assertThat(scene.status()).contains("proven equal as of").doesNotContain("DIFFERS");
        stage.importer().execute(FAULTS);
        Ran found = stage.sync("--verify", "--dry-run");
        assertThat(found.code()).as("%s", found).isEqualTo(ExitCode.DIFFERENCE.number());
        assertThat(scene.status()).doesNotContain("DIFFERS");
        scene.source().execute("update public.parents set name = 'changed meanwhile' where id = 2");
        found = stage.sync("--verify");
        found.assertRefused(
                ExitCode.DIFFERENCE,
                "public.all_parents differs",
                LINES + " differs",
                "public.loose differs",
                "2 rows in these buckets were written here since position ",
                ", and not by Rowferry.");
        assertThat(found.out()).contains("public.parents into public.all_parents: changes of 1 rows");
        assertThat(scene.status()).contains("DIFFERS from the source");
        Matcher hints = REPAIR.matcher(found.err());
        int mended = 0;
        while (hints.find()) {
            String repair =
                    hints.group(1) == null ? hints.group(2) : hints.group(1).replace("'\\''", "'");
            assertThat(stage.sync("--link", "north", "--repair", repair)
                            .assertOk()
                            .out())
                    .contains("proven equal to the source: 1 table");
            mended++;
        }
        assertThat(mended).isEqualTo(3);
        scene.assertEqual();
        assertThat(stage.sync("--verify").assertOk().out()).contains("proven equal to the source: 3 tables");
    }

    @Test
    void tablesAreComparedAsOftenAsTheLinkSays() {
        try (Scene scene = open(Servers.oldest(), Servers.newest(), "    verify: weekly\n")) {
            compareWeekly(scene, scene.stage());
        }
    }

    private static void compareWeekly(Scene scene, SyncStage stage) {
        assertThat(stage.sync().assertOk().out()).contains("proven equal to the source: 3 tables");
        stage.importer().execute("delete from public.all_parents where source_id = 1 and id = 30");
        assertThat(stage.sync().assertOk().out()).doesNotContain("proven");
        stage.target().execute("update rowferry.import_digest set compared_at = now() - interval '6 days'");
        Ran found = stage.sync();
        found.assertRefused(ExitCode.DIFFERENCE, "public.all_parents differs");
        assertThat(found.out()).contains("proven equal to the source: 2 tables");
        Matcher hint = REPAIR.matcher(found.err());
        assertThat(hint.find()).isTrue();
        assertThat(stage.sync("--repair", hint.group(2)).assertOk().out())
                .contains("public.parents into public.all_parents: repair of 1 of ")
                .contains("1 inserted, equal to the source");
        scene.assertEqual();
    }
}
