package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** Links that read what triggers noted on their source: as exact as bundles, without a file. */
class LinkCaptureIT {
    private static final String TABLES = """
            create schema "My Schema";
            create table public.parents (id bigint primary key, name text);
            create table "My Schema"."It's ""My"" Lines" (
                "group" integer, "Qty ""x y" text, parent bigint references public.parents on delete cascade, "place's" point,
                primary key ("group", "Qty ""x y"));
            insert into public.parents select g, 'p' || g from generate_series(1, 100) g;
            insert into "My Schema"."It's ""My"" Lines" select g, 'q' || g, g, point(g, g) from generate_series(1, 100) g""";
    private static final String LINES = "\"My Schema\".\"It's \"\"My\"\" Lines\"";

    @TempDir
    private Path folder;

    private SyncStage stage;
    private TestDatabase source;

    @BeforeEach
    void open() {
        stage = new SyncStage(Servers.newest(), folder);
        source = stage.captured(Servers.oldest(), TABLES, "public.parents", LINES);
        stage.target().execute("create schema \"My Schema\" authorization sync_importer");
        stage.importer()
                .execute("create table public.parents (id bigint primary key, name text); create table " + LINES
                        + " (\"group\" integer, \"Qty \"\"x y\" text, parent bigint references public.parents,"
                        + " \"place's\" point, primary key (\"group\", \"Qty \"\"x y\"))");
        stage.configure(stage.link("north", source, "- public.parents\n", "- '" + LINES.replace("'", "''") + "'\n"));
        stage.makeForeignTables();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private void assertEqual() {
        for (String query :
                List.of("select * from public.parents order by id", "select * from " + LINES + " order by 1, 2")) {
            assertThat(stage.target().query(query)).isEqualTo(source.query(query));
        }
    }

    @Test
    void whatChanged_isAllThatIsRead() {
        assertThat(stage.sync().assertOk().out()).contains("100 inserted, whole, since it was not read before");
        assertEqual();
        source.execute("update public.parents set name = 'new' where id = 3; delete from public.parents where id = 7;"
                + " insert into public.parents values (1000, 'late'); update " + LINES
                + " set \"group\" = 5000 where \"group\" = 9");
        assertThat(stage.sync().assertOk().out())
                .contains("public.parents: changes of 2 rows, 1 deleted, 1 updated, 1 inserted")
                .contains(LINES + ": changes of ");
        assertEqual();
        assertThat(stage.sync().assertOk().out()).contains("without changes").doesNotContain("public.parents: changes");
        assertEqual();
    }

    @Test
    void tableThatIsNoMoreWhatWasLeftOnTheTarget_isReadWholeAndSaysWhy() {
        stage.sync().assertOk();
        for (String accident : List.of(
                "truncate " + LINES,
                "delete from " + LINES,
                "create table public.made (like " + LINES + " including all); drop table " + LINES
                        + "; alter table public.made set schema \"My Schema\"; alter table \"My Schema\".made rename to "
                        + LINES.substring(LINES.indexOf('.') + 1))) {
            stage.importer().execute(accident);
            source.execute("update " + LINES + " set parent = 1 where \"group\" < 3");
            assertThat(stage.sync().assertOk().out())
                    .contains("without changes")
                    .doesNotContain("public.parents: changes")
                    .contains("100 inserted, whole, since the target's table ");
            assertEqual();
        }
        stage.target().execute("vacuum full " + LINES);
        source.execute("update " + LINES + " set parent = 2 where \"group\" = 4");
        assertThat(stage.sync().assertOk().out()).contains(LINES + ": changes of 1 rows");
        assertEqual();
    }

    @Test
    void aTransactionThatWasOpenDuringASync_isInTheNext() throws Exception {
        stage.sync().assertOk();
        try (Connection writer = source.connect();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("update public.parents set name = 'early, committed late' where id = 1");
            source.execute("update public.parents set name = 'late, committed early' where id = 2");
            assertThat(stage.sync().assertOk().out()).contains("public.parents: changes of 1 rows");
            writer.commit();
        }
        assertThat(stage.sync().assertOk().out()).contains("public.parents: changes of 1 rows");
        assertEqual();
    }

    @Test
    void transactionsThatOvertakeEachOther_loseNothing() throws Exception {
        stage.sync().assertOk();
        AtomicBoolean done = new AtomicBoolean();
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Random random = new Random(i);
            writers.add(CompletableFuture.runAsync(() -> write(random, done)));
        }
        for (int i = 0; i < 8; i++) {
            stage.sync().assertOk();
        }
        done.set(true);
        writers.forEach(CompletableFuture::join);
        String out = stage.sync().assertOk().out();
        assertThat(out).contains("public.parents: changes of ").doesNotContain("whole");
        assertEqual();
    }

    /** Each writer has a connection of its own, so that their transactions overlap. */
    private void write(Random random, AtomicBoolean done) {
        try (Connection connection = source.connect();
                Statement statement = connection.createStatement()) {
            for (int i = 0; !done.get() || i < 50; i++) {
                int parent = 1 + random.nextInt(3000);
                statement.execute("begin; insert into public.parents values (" + parent
                        + ", 'w' || random()) on conflict (id)" + " do update set name = excluded.name");
                Thread.sleep(random.nextInt(50));
                statement.execute(
                        random.nextInt(3) == 0
                                ? "delete from public.parents where id = " + parent
                                : "insert into " + LINES + " values (" + parent + ", 'r' || random(), " + parent
                                        + ", null)");
                statement.execute(random.nextInt(5) == 0 ? "rollback" : "commit");
            }
        } catch (SQLException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aTruncateAndARewriteAndAnInterruptedTrigger_areReadWhole() {
        stage.sync().assertOk();
        source.execute("truncate " + LINES);
        assertThat(stage.sync().assertOk().out())
                .contains(LINES + ": full of 0 rows")
                .contains("its files changed");
        assertEqual();
        source.execute(
                "alter table public.parents disable trigger rowferry_update; update public.parents set name = 'x';"
                        + " alter table public.parents enable trigger rowferry_update");
        assertThat(stage.sync().assertOk().out()).contains("whole, since its triggers changed");
        assertEqual();
    }

    @Test
    void aTableThatWasAChildForAWhile_isReadWhole() {
        stage.sync().assertOk();
        source.execute(
                "create table public.root (like public.parents); alter table public.parents inherit"
                        + " public.root; update public.root set name = 'unseen'; alter table public.parents no inherit public.root");
        assertThat(stage.sync().assertOk().out()).contains("whole, since it may have been a child or a partition");
        assertEqual();
        assertThat(stage.sync().assertOk().out()).contains("without changes").doesNotContain("public.parents: changes");
    }

    @Test
    void aShadowTableWhoseGuardWasAway_isNotBelieved() {
        stage.sync().assertOk();
        source.execute("update public.parents set name = 'lost'; alter table rowferry.\"public.parents\""
                + " disable trigger rowferry_guard; truncate rowferry.\"public.parents\";"
                + " alter table rowferry.\"public.parents\" enable always trigger rowferry_guard");
        assertThat(stage.sync().assertOk().out()).contains("whole, since its triggers changed");
        assertEqual();
    }

    @Test
    void aRecorderThatWasAnotherForAWhile_isNotBelieved() {
        stage.sync().assertOk();
        source.execute("""
                do $$ declare was text := pg_get_functiondef('rowferry."public.parents"()'::regprocedure); begin
                    execute regexp_replace(was, 'AS \\$[a-z_]*\\$.*', 'AS ''begin return null; end''');
                    update public.parents set name = 'unseen'; execute was;
                end $$""");
        assertThat(stage.sync().assertOk().out())
                .contains("whole, since its shadow table or a function behind it changed");
        assertEqual();
        assertThat(stage.sync().assertOk().out()).doesNotContain("whole");
    }

    @Test
    void aViewOfTheCapturesThatAnOlderRowferryMade_isRefusedOnEitherSide_untilItIsMadeAnew() {
        stage.sync().assertOk();
        source.execute("""
                do $$ begin
                    execute 'create or replace view rowferry.link_capture as '
                        || replace(pg_get_viewdef('rowferry.link_capture'::regclass), '2 AS layout', '1 AS layout');
                end $$""");
        stage.sync()
                .assertRefused(
                        ExitCode.SOURCE, "the view link_capture on the source of the link north was made by an older")
                .assertSays("rowferry generate fdw source 'public.parents' "
                        + TableName.parse(LINES).argument() + " --role ");
        stage.lend(source, "public.parents", LINES);
        stage.sync().assertOk();

        stage.importer().execute("alter foreign table north.link_capture drop column layout");
        stage.sync()
                .assertRefused(ExitCode.TARGET, "the foreign table north.link_capture was made by an older Rowferry")
                .assertSays("alter foreign table north.link_capture add column layout integer;");
        stage.importer().execute("alter foreign table north.link_capture add column layout integer");
        stage.sync().assertOk();
    }

    /** A foreign table that an older Rowferry made would show none of the keys that are noted in arrays. */
    @Test
    void keysInArrays_areRead_andAForeignTableWithoutThemIsRefused() {
        stage.sync().assertOk();
        source.execute("update public.parents set name = 'b'; delete from public.parents where id % 7 = 0;"
                + " insert into public.parents select g, 'new' from generate_series(101, 130) as g");
        assertThat(source.value("select count(k1s) > 0 and count(k1) > 0 from rowferry.\"public.parents\""))
                .isEqualTo("t");
        stage.importer().execute("alter foreign table north.\"public.parents\" drop column k1s");
        stage.sync()
                .assertRefused(
                        ExitCode.TARGET,
                        "the foreign table north.\"public.parents\" does not fit the source's table any more: the source has a"
                                + " new column k1s")
                .assertSays("alter foreign table north.\"public.parents\" add column k1s ");
        String type = source.value("select format_type(atttypid, atttypmod) from pg_attribute"
                + " where attrelid = 'rowferry.\"public.parents\"'::regclass and attname = 'k1s'");
        stage.importer().execute("alter foreign table north.\"public.parents\" add column k1s " + type);
        stage.sync().assertOk();
        assertThat(stage.target().query("select * from public.parents order by id"))
                .isEqualTo(source.query("select * from public.parents order by id"));
    }

    @Test
    void theSourceIsTold_andPurges_whatNobodyNeedsAnyMore() {
        stage.sync().assertOk();
        source.execute("update public.parents set name = 'a'");
        stage.sync().assertOk();
        assertThat(source.query("select split_part(target, '/', 2), number, kind, rows from rowferry.export_tracking"
                        + " where table_name = 'parents'"))
                .isEqualTo(List.of(List.of("north", "2", "changes", "100")));
        String noted = "select coalesce(sum(coalesce(cardinality(k1s), 1)), 0) from rowferry.\"public.parents\"";
        assertThat(source.value(noted)).isEqualTo("100");

        String exporter = folder.resolve("exporter.yaml").toString();
        ShopPipeline.write(
                exporter,
                "source: " + source.url() + "\ntargets:\n  t:\n    outbox: " + folder
                        + "\n    tables: [public.parents]\n");
        assertThat(Ran.of("status", "--config", exporter).assertOk().out())
                .containsPattern("target sync_target\\w*/north/\\d+\n")
                .containsPattern(
                        "  public.parents: position 2 of .*, changes of 100 rows, 0 bytes, 0 changes waiting\n");

        source.execute("update rowferry.export_bundle set exported_at = now() - interval '15 days'");
        stage.sync().assertOk();
        assertThat(source.value(noted)).isEqualTo("0");
        assertThat(source.value("select count(*) from rowferry.export_bundle")).isEqualTo("2");
        source.execute("update public.parents set name = 'b' where id = 4");
        assertThat(stage.sync().assertOk().out()).contains("public.parents: changes of 1 rows");
        assertEqual();
    }

    @Test
    void changesThatWerePurgedTooEarly_makeAFull() {
        stage.sync().assertOk();
        source.execute(
                "update public.parents set name = 'a'; set rowferry.purging = on; delete from rowferry.\"public.parents\";"
                        + " update rowferry.capture set purged_to = pg_current_xact_id() where table_name = 'parents'");
        assertThat(stage.sync().assertOk().out()).contains("whole, since changes since the last sync were purged");
        assertEqual();
    }

    @Test
    void aSourceThatCannotBeTold_isReadAllTheSame() {
        stage.sync().assertOk();
        source.execute("revoke insert on rowferry.link_applied from " + SyncStage.READER
                + "; update public.parents set name = 'untold'");
        assertThat(stage.sync().assertOk().err())
                .contains("link north: the source was not told what was applied")
                .contains("permission denied");
        assertEqual();
    }

    @Test
    void aRestoredSource_isRefused_untilItSaysThatItBeganAnew() {
        stage.sync().assertOk();
        source.execute("update rowferry.incarnation set timeline = 99; update public.parents set name = 'restored'");
        List<List<String>> before = parents();
        stage.sync()
                .assertRefused(
                        ExitCode.SOURCE, "this source is not the one that exported before: the server's timeline is");
        assertThat(parents()).isEqualTo(before);
        Ran.of("generate", "tracking", "--renew-incarnation", "--source", source.url(), "--apply")
                .assertOk();
        assertThat(stage.sync().assertOk().out()).contains("whole, since the source has a new incarnation");
        assertEqual();
    }

    private List<List<String>> parents() {
        return stage.target().query("select * from public.parents order by id");
    }

    /** postgres_fdw takes its snapshot before it locks a table, so this has to be noticed afterwards. */
    @Test
    void aTableThatIsTruncatedBehindTheSnapshot_isReadAgain() throws Exception {
        stage.sync().assertOk();
        source.execute("update public.parents set name = 'before'");
        Ran ran = whileItWaits(() ->
                source.execute("truncate public.parents cascade; insert into public.parents values (1, 'after')"));
        assertThat(ran.assertOk().err())
                .contains("a table was rewritten, truncated or renamed while it was read: ", "public.parents");
        assertEqual();
        stage.sync().assertOk();
        assertEqual();
    }

    @Test
    void aLinkThatBreaks_whileItIsRead_leavesTheTargetAsItWas() throws Exception {
        stage.sync().assertOk();
        List<List<String>> before = parents();
        source.execute("update public.parents set name = 'never seen'");
        Ran ran = whileItWaits(() -> source.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where usename = 'Sync ''Reader''' and datname = current_database()"));
        ran.assertRefused(ExitCode.SOURCE, "over a link from");
        assertThat(parents()).isEqualTo(before);
        stage.sync().assertOk();
        assertEqual();
    }

    /** Does something on the source between the snapshot and the first row that is read, while the target's table is locked. */
    private Ran whileItWaits(Runnable onTheSource) throws Exception {
        try (Connection holder = stage.target().connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("lock table public.parents in share mode");
            CompletableFuture<Ran> ran = CompletableFuture.supplyAsync(stage::sync);
            while (stage.target()
                    .value("select count(*) from pg_locks where not granted and relation = 'public.parents'::regclass")
                    .equals("0")) {
                assertThat(ran).isNotDone();
                Thread.sleep(20);
            }
            onTheSource.run();
            holder.rollback();
            return ran.get(60, TimeUnit.SECONDS);
        }
    }

    /** The window is checked against the purge that the snapshot sees, not against one of before. */
    @Test
    void aPurgeBetweenThePlanAndTheSnapshot_isNoticed() {
        stage.sync().assertOk();
        source.execute("update public.parents set name = 'purged'");
        Ran ran = stage.syncBeside(step -> {
            if (step.equals("planned")) {
                source.execute(
                        "set rowferry.purging = on; delete from rowferry.\"public.parents\"; update rowferry.capture"
                                + " set purged_to = pg_current_xact_id() where table_name = 'parents'");
            }
        });
        assertThat(ran.assertOk().out()).contains("whole, since changes since the last sync were purged");
        assertEqual();
    }

    @Test
    void aKeyOfAnotherTypeThanTheShadowTableHas_isNoticed() {
        source.execute(
                "create table public.rates (rate numeric(10,2) primary key); insert into public.rates values (1.5)");
        stage.capture(source, "public.rates");
        stage.importer().execute("create table public.rates (rate numeric primary key)");
        stage.configure(stage.link("north", source, "- public.rates\n"));
        stage.makeForeignTables();
        stage.sync().assertOk();
        Ran.of("generate", "reset", "public.rates", "--source", source.url(), "--apply")
                .assertOk();
        source.execute(
                "alter table public.rates alter column rate type numeric(10,4); insert into public.rates values (1.2345)");
        stage.capture(source, "public.rates");
        stage.importer().execute("alter foreign table north.rates alter column rate type numeric(10,4)");
        stage.sync()
                .assertRefused(
                        ExitCode.TARGET,
                        "the foreign table north.\"public.rates\" does not fit the source's table any more: the column k1 is"
                                + " numeric(10,4) there and numeric(10,2) here");
        stage.makeForeignTables("--reimport");
        stage.sync().assertOk();
        source.execute("delete from public.rates where rate = 1.2345");
        stage.sync().assertOk();
        assertThat(stage.target().query("select * from public.rates"))
                .isEqualTo(source.query("select * from public.rates"));
    }

    /** Its equality is not sent, so that the rows are joined here, and not each with each. */
    @Test
    void aKeyWhoseEqualityTheLinkDoesNotSend_isJoinedHere() {
        String words = "select * from public.words order by word collate \"C\"";
        source.execute(
                "create extension citext with schema public; create table public.words (word public.citext primary key,"
                        + " n integer); insert into public.words select 'Word ' || g, g from generate_series(1, 20000) g");
        stage.capture(source, "public.words");
        stage.target().execute("create extension citext with schema public");
        stage.importer().execute("create table public.words (word public.citext primary key, n integer)");
        stage.configure(stage.link("north", source, "- public.words\n"));
        stage.makeForeignTables();
        stage.sync().assertOk();
        source.execute(
                "update public.words set n = -n where n <= 3000; update public.words set word = upper(word::text)"
                        + " where n = 4000; delete from public.words where n = 5000");
        assertThat(stage.sync().assertOk().out()).contains("public.words: changes of 3001 rows");
        assertThat(stage.target().query(words)).isEqualTo(source.query(words));
    }

    /** A restored source may have rows that are older than their marks, and nobody would look at them again. */
    @Test
    void aNewIncarnation_readsWholeWhatAWatermarkTellsOf_too() {
        source.execute("create table public.marked (id integer primary key, n integer, changed timestamptz);"
                + " insert into public.marked select g, g, now() from generate_series(1, 5) g");
        stage.lend(source, "public.parents", "public.marked");
        stage.importer().execute("create table public.marked (id integer primary key, n integer, changed timestamptz)");
        stage.configure(stage.link(
                "north",
                source,
                "- public.parents\n",
                "- { table: public.marked, capture: watermark, watermark: [changed], overlap: 1 second }\n"));
        stage.makeForeignTables();
        stage.sync().assertOk();
        source.execute("update public.marked set n = -1, changed = '2001-01-01' where id = 1");
        Ran.of("generate", "tracking", "--renew-incarnation", "--source", source.url(), "--apply")
                .assertOk();
        assertThat(stage.sync().assertOk().out())
                .containsPattern("public.marked: full .*, whole, since the source has a new incarnation");
        String all = "select * from public.marked order by id";
        assertThat(stage.target().query(all)).isEqualTo(source.query(all));
    }

    @Test
    void captureThatIsGoneOrBroken_isRefused() {
        stage.sync().assertOk();
        source.execute("alter table public.parents disable trigger rowferry_delete");
        stage.sync()
                .assertRefused(
                        ExitCode.SOURCE,
                        "the capture of public.parents on the source has a fault: the trigger rowferry_delete is disabled");
        Ran.of("generate", "reset", "public.parents", "--source", source.url(), "--apply")
                .assertOk();
        stage.sync().assertRefused(ExitCode.SOURCE, "the source does not capture public.parents");
        stage.capture(source, "public.parents");
        stage.makeForeignTables("--reimport");
        assertThat(stage.sync().assertOk().out()).contains("whole, since its capture and its triggers changed");
        assertEqual();
    }

    @Test
    void partitions_areReadAsOneTable() {
        source.execute("create table public.days (d date, n integer, primary key (d, n)) partition by range (d);"
                + " create table public.d1 partition of public.days for values from ('2026-01-01') to ('2026-02-01');"
                + " insert into public.days select date '2026-01-05', g from generate_series(1, 20) g");
        stage.capture(source, "public.days");
        stage.importer().execute("create table public.days (d date, n integer, primary key (d, n))");
        stage.configure(stage.link("north", source, "- public.days\n"));
        stage.makeForeignTables();
        String all = "select * from public.days order by d, n";
        stage.sync().assertOk();
        source.execute("delete from public.days where n < 5; update public.days set n = n + 100 where n > 15");
        assertThat(stage.sync().assertOk().out()).contains("public.days: changes of 5 rows");
        assertThat(stage.target().query(all)).isEqualTo(source.query(all));
        source.execute(
                "create table public.d2 partition of public.days for values from ('2026-02-01') to ('2026-03-01');"
                        + " insert into public.days values ('2026-02-03', 1); alter table public.days detach partition public.d1");
        assertThat(stage.sync().assertOk().out()).contains("whole, since its triggers and its files changed");
        assertThat(stage.target().query(all)).isEqualTo(source.query(all)).hasSize(1);
    }

    /** A key that nothing vouches for is told on both sides, and checked in what is read. */
    @Test
    void aToldKey_isChecked() {
        source.execute(
                "create table public.loose (a integer, b text); insert into public.loose values (1, 'x'), (2, 'y')");
        String exporter = folder.resolve("exporter.yaml").toString();
        ShopPipeline.write(
                exporter,
                "source: " + source.url() + "\ntargets:\n  t:\n    outbox: " + folder
                        + "\n    tables: [{ table: public.loose, key: [a] }]\n");
        Ran.of("generate", "exporter", "public.loose", "--config", exporter, "--apply")
                .assertOk();
        stage.lend(source, "public.loose");
        stage.importer().execute("create table public.loose (a integer primary key, b text)");
        stage.configure(stage.link("north", source, "- public.loose\n"));
        stage.makeForeignTables();
        stage.sync()
                .assertRefused(
                        ExitCode.CONFIGURATION,
                        "the source captures public.loose by the key [a], which no unique index on NOT NULL columns"
                                + " vouches for");
        stage.configure(stage.link("north", source, "- { table: public.loose, key: [a] }\n"));
        stage.sync().assertOk();
        source.execute("insert into public.loose values (2, 'twice')");
        stage.sync().assertRefused(ExitCode.SOURCE, "does not tell its rows apart: 2 rows have (2)");
        source.execute("delete from public.loose where b = 'y'");
        stage.sync().assertOk();
        String all = "select * from public.loose order by a";
        assertThat(stage.target().query(all)).isEqualTo(source.query(all));
    }
}
