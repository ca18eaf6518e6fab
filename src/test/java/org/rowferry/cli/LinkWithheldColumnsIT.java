package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** Columns that a link read once and reads no more. */
class LinkWithheldColumnsIT {
    private static final String EMPTY = "HINT: To empty \"the Secret\", run on the target: ";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void columnOfATableThatIsNotTracked_isRefusedUntilItHoldsNothing_andRowsOfOthersAreLeftAlone(boolean oldest) {
        try (SyncStage stage = new SyncStage(oldest ? Servers.oldest() : Servers.newest(), folder)) {
            TestDatabase source = stage.captured(
                    oldest ? Servers.newest() : Servers.oldest(),
                    "create table public.people (id integer primary key, name text, \"the Secret\" text);"
                            + " insert into public.people select i, 'n' || i, 's' || i from generate_series(1, 3) i",
                    "public.people");
            stage.importer()
                    .execute("create table public.people (site text, id integer, name text, \"the Secret\" text,"
                            + " primary key (site, id)); insert into public.people values ('south', 1, 'own', 'own')");
            stage.configure(stage.link("north", source, "- { table: public.people, set: { site: north } }\n"));
            stage.makeForeignTables();
            stage.sync().assertOk();

            stage.target().execute("delete from rowferry.import_tracking");
            stage.configure(
                    stage.link("north", source, "- { table: public.people, columns: [name], set: { site: north } }\n"));
            Ran refused = stage.sync()
                    .assertRefused(ExitCode.TARGET, "may hold what came in them before: \"the Secret\"")
                    .assertSays(EMPTY);
            String hint = refused.err().substring(refused.err().indexOf(EMPTY) + EMPTY.length());
            stage.importer().execute(hint.substring(0, hint.indexOf(';')));
            stage.sync().assertOk();
            assertThat(
                            stage.target()
                                    .query(
                                            "select site, id, \"the Secret\" from public.people where \"the Secret\" is not null"))
                    .isEqualTo(List.of(List.of("south", "1", "own")));
            assertThat(stage.target().query("select id, name from public.people where site = 'north' order by 1"))
                    .isEqualTo(source.query("select id, name from public.people order by 1"));
        }
    }
}
