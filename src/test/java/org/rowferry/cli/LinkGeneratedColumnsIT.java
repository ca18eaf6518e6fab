package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** Columns that a source computes by what only it has, read over a link. */
class LinkGeneratedColumnsIT {
    private static final String MASKED = """
            create schema app; create function app."mask it"(text) returns text immutable language sql as 'select left($1, 1)';
            create function public.mask(text) returns text immutable language sql as 'select left($1, 1)';
            create table public.people (
                id integer primary key, name text, masked text generated always as (%s(name)) stored, v integer);
            insert into public.people (id, name) values (1, 'Anna'), (2, 'Bert')""";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"public.mask", "app.\"mask it\""})
    void aGeneratedColumnThatCallsAFunctionOfTheSource_isLeftAwayAsTheHintSays_andSyncDoesNotAskForIt(String function) {
        for (boolean oldest : List.of(true, false)) {
            try (SyncStage stage = new SyncStage(oldest ? Servers.newest() : Servers.oldest(), folder)) {
                TestDatabase source = stage.captured(
                        oldest ? Servers.oldest() : Servers.newest(),
                        String.format(Locale.ROOT, MASKED, function),
                        "public.people");
                source.execute("create table public.watched (id integer primary key, name text, masked text generated"
                        + " always as (" + function + "(name)) stored); insert into public.watched values (1, 'Anna')");
                stage.lend(source, "public.watched");
                stage.importer()
                        .execute("create table public.people (id integer primary key, name text, v integer);"
                                + " create table public.watched (id integer primary key, name text)");
                String link = stage.link(
                        "north", source, "- public.people\n", "- { table: public.watched, capture: snapshot }\n");
                stage.configure(link);
                stage.types("generate", "fdw", "target", "--config", stage.yaml(), "--apply")
                        .assertRefused(ExitCode.TARGET, "people")
                        .assertSays("import_generated: false");

                stage.configure(link + "    import: { import_generated: false }\n");
                stage.makeForeignTables();
                assertSynced(stage, source);
                source.execute("update public.people set name = 'Carl' where id = 1; delete from public.watched;"
                        + " alter table public.people add again text generated always as (name || '?') stored");
                assertSynced(stage, source);
            }
        }
    }

    private static void assertSynced(SyncStage stage, TestDatabase source) {
        stage.sync().assertOk();
        for (String rows : List.of(
                "select id, name, v from public.people order by 1", "select id, name from public.watched order by 1")) {
            assertThat(stage.target().query(rows)).isEqualTo(source.query(rows));
        }
    }

    /** Named under columns, it is a column like any other. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aGeneratedColumnThatTheEntryNames_isRead(boolean oldest) {
        try (SyncStage stage = new SyncStage(oldest ? Servers.newest() : Servers.oldest(), folder)) {
            TestDatabase source = stage.captured(
                    oldest ? Servers.oldest() : Servers.newest(),
                    String.format(Locale.ROOT, MASKED, "public.mask"),
                    "public.people");
            stage.importer().execute("create table public.people (id integer primary key, masked text)");
            stage.configure(stage.link("north", source, "- { table: public.people, columns: [masked] }\n")
                    + "    import: { import_generated: false }\n");
            stage.makeForeignTables();
            stage.sync().assertOk();
            assertThat(stage.target().query("select id, masked from public.people order by 1"))
                    .isEqualTo(source.query("select id, masked from public.people order by 1"));
        }
    }

    /** A virtual column has no value in any file, which another expression would move. */
    @Test
    void aVirtualColumnThatIsComputedAnotherWay_isReadWhole() {
        try (SyncStage stage = new SyncStage(Servers.oldest(), folder)) {
            TestDatabase source = stage.captured(
                    Servers.newest(),
                    "create table public.people (id integer primary key, name text, shown text generated always as"
                            + " (lower(name)) virtual); insert into public.people values (1, 'Anna'), (2, 'Bert')",
                    "public.people");
            stage.importer().execute("create table public.people (id integer primary key, shown text)");
            stage.configure(stage.link("north", source, "- { table: public.people, columns: [shown] }\n")
                    + "    import: { import_generated: false }\n");
            stage.makeForeignTables();
            String shown = "select id, shown from public.people order by 1";
            stage.sync().assertOk();
            source.execute("alter table public.people alter shown set expression as (upper(name))");
            assertThat(stage.sync().assertOk().out()).contains("whole");
            assertThat(stage.target().query(shown))
                    .isEqualTo(source.query(shown))
                    .hasSize(2);
            source.execute("update public.people set name = 'Carl' where id = 2");
            assertThat(stage.sync().assertOk().out()).contains("changes of 1 row");
            assertThat(stage.target().query(shown)).isEqualTo(source.query(shown));
        }
    }
}
