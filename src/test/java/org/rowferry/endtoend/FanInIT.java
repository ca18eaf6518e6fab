package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.apply.FeedEntry;
import org.rowferry.apply.FeedEntry.Apply;
import org.rowferry.apply.TargetSettings;
import org.rowferry.apply.Written;
import org.rowferry.exporter.Outcome;
import org.rowferry.exporter.Request;
import org.rowferry.importer.ImporterSettings;
import org.rowferry.importer.ImporterSettings.Inbox;
import org.rowferry.importer.Result;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.FullTables;
import org.rowferry.schema.StreamName;
import org.rowferry.testing.Servers;

/** Three sources feed one table of a target: whatever becomes of one of them, the others' rows stay. */
@ParameterizedClass
@MethodSource("org.rowferry.endtoend.Naming#played")
class FanInIT {
    private static final List<String> NUMBERS = List.of("9", "8", "7");

    private final Naming names;
    private final List<Pipeline> ferries = new ArrayList<>();
    private Apply apply = Apply.AUTO;

    FanInIT(Naming names) {
        this.names = names;
    }

    @BeforeEach
    void ship() {
        ferries.add(names.ferry(Servers.newest(), Servers.oldest()));
        ferries.add(ferries.get(0).joinedBy(Servers.oldest()));
        ferries.add(ferries.get(0).joinedBy(Servers.newest()));
        for (int i = 0; i < 3; i++) {
            ferries.get(i).setEntries(names.entry(NUMBERS.get(i)));
            writes(i, "update <table> set <city> = 'of " + i + "'; delete from <table> where <key> > " + (5 + i));
            arrives(i);
        }
    }

    @AfterEach
    void close() {
        for (int i = 2; i >= 0; i--) {
            ferries.get(i).close();
        }
    }

    @Test
    void rowsOfAllSources_standSideBySideUnderTheSameKeys() {
        assertThat(names.arrived(ferries.get(0), "9")).hasSize(5);
        assertThat(names.arrived(ferries.get(0), "8")).hasSize(6);
        assertThat(names.arrived(ferries.get(0), "7")).hasSize(7);
        assertThat(names.theirs(ferries.get(0))).hasSize(2);
    }

    @Test
    void rowsThatOneSourceDeletes_goFromItsOwnAlone() {
        writes(
                1,
                "delete from <table> where <key> < 4; update <table> set <city> = 'moved' where <key> = 4;"
                        + " insert into <table> values (20, 1, 'new')");
        arrives(1);
    }

    @Test
    void rowsThatOneSourceDeletes_goFromItsOwnAloneWhereTheyAreReplaced() {
        apply = Apply.REPLACE;
        writes(
                1,
                "delete from <table> where <key> < 4; update <table> set <city> = 'moved' where <key> = 4;"
                        + " insert into <table> values (20, 1, 'new')");
        assertThat(arrives(1)).isEqualTo(new Written(4, 0, 2));
    }

    @Test
    void tableThatOneSourceTruncates_losesItsOwnRowsAlone() {
        writes(2, "truncate <table>");
        arrives(2);
        assertThat(names.arrived(ferries.get(0), "7")).isEmpty();
        writes(2, "insert into <table> values (1, 1, 'again')");
        arrives(2);
    }

    @Test
    void fullOfOneSource_mendsItsOwnRowsAlone() {
        ferries.get(0)
                .target()
                .owner()
                .execute(names.in("update <into> set <town> = 'spoilt' where <own> = <constant 9>"
                        + " and <key> < 3; delete from <into> where <own> = <constant 9> and <key> = 3;"
                        + " insert into <into> (<own>, <key>, no) values (<constant 9>, 77, 1)"));
        full(0);
        arrives(0);
    }

    @Test
    void sourceThatBeginsANewIncarnation_bringsItsOwnRowsAlone() {
        ferries.get(1).renewIncarnation();
        writes(1, "delete from <table> where <key> = 1");
        arrives(1);
    }

    @Test
    void keyThatDoesNotCoverWhatTellsTheInboxesApart_isRefused() {
        ferries.get(0)
                .target()
                .owner()
                .execute(
                        names.in(
                                "delete from <into> where <own> <> <constant 9>;"
                                        + " alter table <into> drop constraint clients_pkey, add constraint clients_pkey primary key (<key>, no)"));
        writes(0, "delete from <table> where <key> = 1");
        refused(
                0,
                "has no unique index by which its own rows and those of inbox1 are kept apart",
                names.in("create unique index on <into> (<own>, <key>, no);"));
        ferries.get(0).target().owner().execute(names.in("create unique index on <into> (<own>, <key>, no)"));
        arrives(0);
    }

    /** Their texts differ, and the server says that they are one number. */
    @Test
    void constantsThatAreEqualToTheServer_areRefused() {
        ferries.get(0)
                .target()
                .owner()
                .execute(names.in(
                        "delete from <into>;" + " alter table <into> alter column <own> type integer using null"));
        List<FeedEntry> entries = new ArrayList<>();
        for (String constant : List.of("7", "07", "8")) {
            entries.add(Entries.setting(names.entry("9"), names.own().name(), constant));
        }
        full(0);
        List<Result> results = ferries.get(0).importAll(settings(0, entries), false);
        assertThat(results).singleElement().isInstanceOf(Result.Refused.class);
        assertThat(((Result.Refused) results.get(0)).failure())
                .hasMessageContaining(names.own() + " = '7' and '07' are not equal");
    }

    private void writes(int source, String sql) {
        ferries.get(source).source().writer().execute(names.in(sql));
        Outcome outcome = ferries.get(source).export();
        ferries.get(source).ship(((Outcome.Exported) outcome).file());
    }

    private void full(int source) {
        Outcome outcome = ferries.get(source).export(new Request(FullTables.ALL, Optional.empty(), false));
        ferries.get(source).ship(((Outcome.Exported) outcome).file());
    }

    /** Imports what waits from one source, and sees that the target has just that, beside what it had of the others. */
    private Written arrives(int source) {
        List<List<List<String>>> before = all();
        List<Result> results = importing(source);
        assertThat(results).isNotEmpty().allMatch(Result.Applied.class::isInstance);
        List<List<List<String>>> after = all();
        assertThat(after.get(source)).isEqualTo(names.sent(ferries.get(source)));
        before.set(source, after.get(source));
        assertThat(after).isEqualTo(before);
        return ((Result.Applied) results.get(0)).tables().get(0).written();
    }

    /** Returns the rows of each source, and those of none. */
    private List<List<List<String>>> all() {
        List<List<List<String>>> all = new ArrayList<>();
        NUMBERS.forEach(number -> all.add(names.arrived(ferries.get(0), number)));
        all.add(names.theirs(ferries.get(0)));
        return all;
    }

    private void refused(int source, String... words) {
        List<List<List<String>>> before = all();
        List<Result> results = importing(source);
        assertThat(results).singleElement().isInstanceOf(Result.Refused.class);
        Failure failure = ((Result.Refused) results.get(0)).failure();
        assertThat(failure.family()).isEqualTo(Family.TARGET);
        assertThat(failure.getMessage() + failure.hints()).contains(words);
        assertThat(all()).isEqualTo(before);
    }

    private List<Result> importing(int source) {
        return ferries.get(source)
                .importAll(
                        settings(
                                source,
                                NUMBERS.stream()
                                        .map(number -> Entries.applying(names.entry(number), apply))
                                        .toList()),
                        false);
    }

    /** Returns the settings of all inboxes, the one that is imported first. */
    private ImporterSettings settings(int source, List<FeedEntry> entries) {
        List<Inbox> inboxes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Inbox inbox = new Inbox(
                    new StreamName("inbox" + i), ferries.get(i).inbox().toString(), List.of(entries.get(i)));
            inboxes.add(i == source ? 0 : inboxes.size(), inbox);
        }
        return new ImporterSettings(
                new TargetSettings(ferries.get(source).target().endpoint(), Source.SCHEMA, Duration.ofMillis(200), 1),
                inboxes);
    }
}
