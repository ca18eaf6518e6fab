package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.testing.Servers;
import org.rowferry.testing.Tables;
import org.rowferry.testing.TestDatabase;

/**
 * The script that links replace, and a link, side by side over one source: each test plays a way in which the script
 * loses rows, sees it lose just these, and sees that the link has them.
 */
class OldWayIT {
    private static final String SYNTHESE = "\"Bio\"\"diversité\".synthese";

    private static final String SOURCE = """
            create schema "Bio""diversité";
            create table "Bio""diversité".synthese (
                id_synthese bigint primary key, id_organisme integer not null, "nom d'espèce" text, geom text,
                supprime boolean not null default false,
                date_insert timestamptz not null default clock_timestamp(), date_update timestamptz);
            insert into "Bio""diversité".synthese
                select i, 1 + i % 2, 'espèce ' || i, 'POINT(' || i || ' 1)', i % 10 = 7 from generate_series(1, 60) as i;
            """;

    /** What both tables of the target are to hold of the source. */
    private static final String OURS = """
            select 9 as id_source, id_synthese::varchar as id_fiche_source, "nom d'espèce", geom
            from "Bio""diversité".synthese where id_organisme = 2 and not supprime""";

    private static final String OF_THE_TARGET = """
            create table public.%s (
                id_source integer, id_fiche_source varchar, "nom d'espèce" text, geom text,
                primary key (id_source, id_fiche_source),
                constraint named check ("nom d'espèce" <> ''));
            insert into public.%1$s select 1, i::varchar, 'of the target itself', 'here' from generate_series(1, 60) as i
            """;

    @TempDir
    private Path folder;

    private SyncStage stage;
    private TestDatabase source;
    private OldWay oldWay;

    /** Both begin with a run over the same rows, and are equal after it. */
    @BeforeEach
    void begin() {
        stage = new SyncStage(Servers.newest(), folder);
        source = stage.source(Servers.oldest(), SOURCE, SYNTHESE);
        stage.importer().execute(String.format(Locale.ROOT, OF_THE_TARGET, "by_hand"));
        stage.importer().execute(String.format(Locale.ROOT, OF_THE_TARGET, "by_link"));
        stage.configure(stage.link("north", source, """
                - table: '"Bio""diversité".synthese'
                  columns: [id_synthese, '"nom d''espèce"', geom]
                  where: id_organisme = 2 and supprime = false
                  into: public.by_link
                  rename: { id_synthese: id_fiche_source }
                  set: { id_source: 9 }
                  capture: watermark
                  watermark: [date_insert, date_update]
                """));
        stage.makeForeignTables();
        oldWay = OldWay.between(source, stage.importer());
        assertThat(oldWay.run()).isEmpty();
        sync().assertOk();
        assertLinkIsTrue();
        assertThat(lostByHand()).isEmpty();
        assertThat(staleByHand()).isEmpty();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private Ran sync() {
        return stage.sync();
    }

    @Test
    void whatIsCommittedBetweenRuns_arrivesBothWays() {
        source.execute(insert(101, "ordinary"));
        source.execute(update(1, "changed"));
        assertThat(oldWay.run()).isEmpty();
        sync().assertOk();
        assertLinkIsTrue();
        assertThat(lostByHand()).isEmpty();
        assertThat(staleByHand()).isEmpty();
    }

    /** Its dates are older than the clock that the script notes, and the script has not seen it. */
    @Test
    void firstLoss_rowsOfATransactionThatWasOpenDuringTheRefresh() throws SQLException {
        try (Connection writer = source.connect();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute(insert(101, "open"));
            statement.execute(update(1, "changed while open"));
            source.execute(insert(102, "committed"));
            assertThat(oldWay.run()).isEmpty();
            sync().assertOk();
            assertLinkIsTrue();
            writer.commit();
        }
        source.execute(insert(103, "ordinary"));
        assertThat(oldWay.run()).isEmpty();
        sync().assertOk();

        assertLinkIsTrue();
        assertThat(lostByHand()).containsExactly("1 changed while open", "101 open");
        assertThat(staleByHand()).containsExactly("1 espèce 1");
        assertNothingBringsThemByHand();
    }

    /** Whatever is written while a link is read is there after the next run. */
    @Test
    void firstLoss_rowsThatAreWrittenBetweenTheRefreshAndTheClock() {
        assertThat(oldWay.run(() -> {
                    source.execute(insert(101, "in between"));
                    source.execute(update(1, "changed in between"));
                }))
                .isEmpty();
        List<String> steps = new ArrayList<>();
        stage.syncBeside(step -> {
                    steps.add(step);
                    source.execute(insert(200 + steps.size(), "at the step " + step));
                    source.execute(update(3, "changed at the step " + step));
                })
                .assertOk();
        assertThat(steps).contains("planned", "tables locked", "file read", "applied", "committed");
        assertThat(missingByLink()).contains("3 changed at the step committed").hasSizeGreaterThan(2);

        source.execute(insert(103, "ordinary"));
        assertThat(oldWay.run()).isEmpty();
        sync().assertOk();

        assertLinkIsTrue();
        assertThat(lostByHand()).containsExactly("1 changed in between", "101 in between");
        assertThat(staleByHand()).containsExactly("1 espèce 1");
        assertNothingBringsThemByHand();
    }

    /** The view has them no more, and the script asks for nothing else. */
    @Test
    void secondLoss_rowsThatTurnSupprimeStayForEver() {
        source.execute(
                "update " + SYNTHESE + " set supprime = true, date_update = clock_timestamp() where id_synthese = 1");
        source.execute(
                "update " + SYNTHESE + " set id_organisme = 1, date_update = clock_timestamp() where id_synthese = 3");
        source.execute("delete from " + SYNTHESE + " where id_synthese = 5");
        for (int i = 0; i < 2; i++) {
            source.execute(insert(101 + i, "ordinary"));
            assertThat(oldWay.run()).isEmpty();
            sync().assertOk();
            assertLinkIsTrue();
            assertThat(lostByHand()).isEmpty();
            assertThat(staleByHand()).containsExactly("1 espèce 1", "3 espèce 3", "5 espèce 5");
        }
    }

    /** One row among many that the target does not take: the insert fails as a whole, and the clock moves on. */
    @Test
    void thirdLoss_rowsOfAStepThatFails() {
        source.execute(
                "insert into " + SYNTHESE
                        + " (id_synthese, id_organisme, \"nom d'espèce\") select i, 2, 'one of many' from generate_series(101, 103) as i");
        source.execute(insert(104, ""));
        source.execute(update(1, "changed"));
        assertThat(oldWay.run()).singleElement().asString().contains("violates check constraint \"named\"");
        assertLinkRefuses(ExitCode.TARGET, "violates check constraint \"named\"");

        source.execute(update(104, "mended"));
        source.execute(insert(105, "ordinary"));
        assertThat(oldWay.run()).isEmpty();
        sync().assertOk();

        assertLinkIsTrue();
        assertThat(lostByHand()).containsExactly("101 one of many", "102 one of many", "103 one of many", "104 mended");
        assertThat(staleByHand()).isEmpty();
        assertNothingBringsThemByHand();
    }

    @Test
    void thirdLoss_rowsOfAStepThatFails_thoughTheTargetIsMended() {
        source.execute(update(1, ""));
        source.execute(update(3, "changed"));
        source.execute(insert(101, "beside it"));
        assertThat(oldWay.run()).singleElement().asString().contains("violates check constraint \"named\"");
        assertLinkRefuses(ExitCode.TARGET, "violates check constraint \"named\"");

        stage.importer()
                .execute(
                        "alter table public.by_hand drop constraint named; alter table public.by_link drop constraint named");
        source.execute(insert(102, "ordinary"));
        assertThat(oldWay.run()).isEmpty();
        sync().assertOk();

        assertLinkIsTrue();
        assertThat(lostByHand()).containsExactly("1 ", "3 changed");
        assertThat(staleByHand()).containsExactly("1 espèce 1", "3 espèce 3");
        assertNothingBringsThemByHand();
    }

    /** The view stays as it was, and what it does not show is passed. */
    @Test
    void thirdLoss_rowsThatARefreshWhichFailedDidNotBring() {
        source.execute(insert(101, "while out of reach"));
        source.execute(update(1, "changed while out of reach"));
        source.execute("revoke select on " + SYNTHESE + " from old_reader, " + SyncStage.READER);
        assertThat(oldWay.run()).singleElement().asString().contains("permission denied");
        assertLinkRefuses(ExitCode.SOURCE, "permission denied for table synthese");

        source.execute("grant select on " + SYNTHESE + " to old_reader, " + SyncStage.READER);
        source.execute(insert(102, "ordinary"));
        assertThat(oldWay.run()).isEmpty();
        sync().assertOk();

        assertLinkIsTrue();
        assertThat(lostByHand()).containsExactly("1 changed while out of reach", "101 while out of reach");
        assertThat(staleByHand()).containsExactly("1 espèce 1");
        assertNothingBringsThemByHand();
    }

    private static String insert(int id, String name) {
        return "insert into " + SYNTHESE + " (id_synthese, id_organisme, \"nom d'espèce\") values (" + id + ", 2, '"
                + name + "')";
    }

    private static String update(int id, String name) {
        return "update " + SYNTHESE + " set \"nom d'espèce\" = '" + name
                + "', date_update = clock_timestamp() where id_synthese = " + id;
    }

    /** Runs on end change nothing: what the script has lost stays lost. */
    private void assertNothingBringsThemByHand() {
        List<String> lost = lostByHand();
        List<String> stale = staleByHand();
        for (int i = 0; i < 2; i++) {
            assertThat(oldWay.run()).isEmpty();
        }
        assertThat(lostByHand()).isEqualTo(lost);
        assertThat(staleByHand()).isEqualTo(stale);
    }

    /** A run that fails says so by its exit code, and leaves the table and what is noted of it as they were. */
    private void assertLinkRefuses(ExitCode code, String words) {
        List<List<String>> before = everythingOfTheLink();
        Ran ran = sync().assertRefused(code, words);
        assertThat(ran.out()).isEmpty();
        assertThat(everythingOfTheLink()).isEqualTo(before);
    }

    private List<List<String>> everythingOfTheLink() {
        List<List<String>> all = new ArrayList<>(rows(stage.target(), all("by_link")));
        all.addAll(stage.target().query("select * from rowferry.link_tracking"));
        all.addAll(stage.target().query("select * from rowferry.import_tracking"));
        return all;
    }

    /** Compares the whole table with the source both ways, and the target's own rows with what they were. */
    private void assertLinkIsTrue() {
        try (Connection ofSource = source.connect();
                Connection ofTarget = stage.target().connect()) {
            Tables.assertEqual("the link's table", ofSource, OURS, ofTarget, all("by_link"));
            assertOwnRowsStay("by_link");
            assertOwnRowsStay("by_hand");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void assertOwnRowsStay(String table) {
        assertThat(stage.target()
                        .value(
                                "select count(*) filter (where \"nom d'espèce\" = 'of the target itself' and geom = 'here')"
                                        + " || ' of ' || count(*) from public." + table + " where id_source <> 9"))
                .isEqualTo("60 of 60");
    }

    private static String all(String table) {
        return "select id_source, id_fiche_source, \"nom d'espèce\", geom from public." + table
                + " where id_source = 9";
    }

    /** Returns what the source has and the script's table has not. */
    private List<String> lostByHand() {
        return named(without(rows(source, OURS), rows(stage.target(), all("by_hand"))));
    }

    /** Returns what the script's table has and the source has not, or no more. */
    private List<String> staleByHand() {
        return named(without(rows(stage.target(), all("by_hand")), rows(source, OURS)));
    }

    private List<String> missingByLink() {
        return named(without(rows(source, OURS), rows(stage.target(), all("by_link"))));
    }

    private static List<List<String>> rows(TestDatabase database, String query) {
        return database.query("select * from (" + query + ") as q order by id_fiche_source collate \"C\"");
    }

    private static List<List<String>> without(List<List<String>> rows, List<List<String>> others) {
        return rows.stream().filter(row -> !others.contains(row)).toList();
    }

    private static List<String> named(List<List<String>> rows) {
        return rows.stream().map(row -> row.get(1) + " " + row.get(2)).toList();
    }
}
