package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.apply.AppliedTable;
import org.rowferry.apply.FeedEntry.Apply;
import org.rowferry.apply.Written;
import org.rowferry.exporter.Outcome;
import org.rowferry.exporter.Request;
import org.rowferry.importer.Result;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.FullTables;
import org.rowferry.testing.Servers;

/** What an entry of the importer's configuration makes of a table: another name, other columns, constants. */
@ParameterizedClass
@MethodSource("org.rowferry.endtoend.Naming#played")
class EntriesIT {
    private final Naming names;
    private final Pipeline ferry;
    private final List<List<String>> theirs;

    EntriesIT(Naming names) {
        this.names = names;
        this.ferry = names.ferry(Servers.oldest(), Servers.newest());
        this.theirs = names.theirs(ferry);
    }

    @BeforeEach
    void ship() {
        arrives("");
    }

    @AfterEach
    void close() {
        assertThat(names.theirs(ferry))
                .as("rows that no source has sent")
                .isEqualTo(theirs)
                .hasSize(2);
        ferry.close();
    }

    @Test
    void rows_followUnderTheTargetsNames() {
        arrives(
                "insert into <table> values (11, 1, 'new'), (1, 2, 'second'); update <table> set <city> = 'moved'"
                        + " where <key> = 1; delete from <table> where <key> in (2, 3); update <table> set <key> = 99 where <key> = 4");
        arrives("truncate <table>; insert into <table> values (1, 1, 'alone')");
        arrives("truncate <table>");
    }

    @Test
    void columnsOfTheTargetsOwn_keepTheirValuesAndGiveDefaultsToNewRows() {
        execute("update <into> set note = 'kept' where <own> = <constant 9> and <key> < 6");
        arrives("update <table> set <city> = 'moved' where <key> < 4; insert into <table> values (11, 1, 'new')");
        assertThat(value("select string_agg(note, ' ' order by <key>) from <into> where <own> = <constant 9>"))
                .isEqualTo("kept kept kept kept kept ours ours ours ours ours ours");
        ferry.importAllOf(exportFull());
        assertThat(value("select string_agg(note, ' ' order by <key>) from <into> where <own> = <constant 9>"))
                .isEqualTo("kept kept kept kept kept ours ours ours ours ours ours");
    }

    @Test
    void full_writesRowsThatDifferAloneAndDeletesThoseThatAreGone() {
        execute("delete from <into> where <own> = <constant 9> and <key> = 1;"
                + " update <into> set <town> = 'else' where <own> = <constant 9> and <key> = 2;"
                + " insert into <into> (<own>, <key>, no) values (<constant 9>, 77, 1)");
        assertThat(applied(exportFull()).written()).isEqualTo(new Written(1, 1, 1));
        assertThat(names.arrived(ferry, "9")).isEqualTo(names.sent(ferry));
    }

    @Test
    void applyMerge_leavesEqualRowsAloneWhereAutoReplacesThem() {
        execute("alter table <into> drop column note");
        ferry.source().writer().execute(names.in("update <table> set <city> = <city>"));
        assertThat(applied(ferry.export()).written()).isEqualTo(new Written(10, 0, 10));

        ferry.setEntries(Entries.applying(names.entry("9"), Apply.MERGE));
        ferry.source()
                .writer()
                .execute(names.in("update <table> set <city> = <city>; delete from <table> where <key> = 1"));
        assertThat(applied(ferry.export()).written()).isEqualTo(new Written(1, 0, 0));
        execute("alter table <into> add column note text; update <into> set note = 'theirs' where <own> = 'other'");
    }

    @Test
    void applyReplace_writesRowsAnewWhereAutoMergesThem() {
        ferry.setEntries(Entries.applying(names.entry("9"), Apply.REPLACE));
        execute("update <into> set note = 'lost' where <own> = <constant 9>");
        ferry.source().writer().execute(names.in("update <table> set <city> = 'moved' where <key> < 4"));
        assertThat(applied(ferry.export()).written()).isEqualTo(new Written(3, 0, 3));
        assertThat(value("select string_agg(note, ' ' order by <key>) from <into> where <own> = <constant 9>"))
                .isEqualTo("ours ours ours lost lost lost lost lost lost lost");
        assertThat(names.arrived(ferry, "9")).isEqualTo(names.sent(ferry));
    }

    @Test
    void applyReplace_isRefusedWhereForeignKeysLeadToTheRows() {
        ferry.setEntries(Entries.applying(names.entry("9"), Apply.REPLACE));
        execute("create table crm.visits (<own> text, <key> integer, no bigint, constraint \"to Clients\""
                + " foreign key (<own>, <key>, no) references <into>);"
                + " insert into crm.visits select <own>, <key>, no from <into> where <key> < 10");
        change();
        refused(
                Family.CONFIGURATION,
                "the foreign key \"to Clients\" of crm.visits refers to its rows",
                "apply: merge");
        ferry.setEntries(names.entry("9"));
        arrives("delete from <table> where <key> = 10");
        assertThat(value("select count(*) from crm.visits")).isEqualTo("10");
    }

    @Test
    void dryRun_countsAndChangesNothing() {
        change();
        List<List<String>> before = names.arrived(ferry, "9");
        Result.Applied applied = (Result.Applied) ferry.rehearse().get(0);
        assertThat(applied.tables().get(0).written()).isEqualTo(new Written(0, 3, 0));
        assertThat(applied.tables().get(0).into()).isEqualTo(names.into());
        assertThat(names.arrived(ferry, "9")).isEqualTo(before);
        ferry.importAll();
        assertThat(names.arrived(ferry, "9")).isEqualTo(names.sent(ferry));
    }

    @Test
    void anotherConstant_takesAFull() {
        ferry.setEntries(names.entry("8"));
        change();
        refused(Family.GAP, "its rows were written into " + names.into(), "rowferry export", "--full");
        ferry.importAllOf(exportFull());
        assertThat(names.arrived(ferry, "8")).isEqualTo(names.sent(ferry));
        assertThat(names.arrived(ferry, "9")).hasSize(10);
        ferry.source().writer().execute(names.in("delete from <table> where <key> = 1"));
        ferry.importAllOf(ferry.export());
        assertThat(names.arrived(ferry, "8")).isEqualTo(names.sent(ferry)).hasSize(9);
    }

    @Test
    void renamedColumnThatTheBundleDoesNotBring_isNamed() {
        ferry.setEntries(Entries.renaming(names.entry("9"), "ciity", "x"));
        full();
        refused(
                Family.CONFIGURATION,
                "renames the column ciity",
                names.city().toString(),
                "rename: in /etc/rowferry/importer.yaml");
    }

    @Test
    void renamedColumnThatTakesAnothersName_isNamed() {
        ferry.setEntries(Entries.renaming(names.entry("9"), names.city().name(), "no"));
        full();
        refused(
                Family.CONFIGURATION,
                "two columns of " + names.table() + " would be no in",
                "rename: in /etc/rowferry/importer.yaml");
    }

    @Test
    void constantForAColumnOfTheBundle_isRefused() {
        ferry.setEntries(Entries.setting(names.entry("9"), "no", "1"));
        full();
        refused(Family.CONFIGURATION, "the source brings " + names.into() + ".no, which its entry sets to '1'", "set:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "integer|x|invalid input syntax",
                "numeric(3,1)|9.99|it does not come back from there as it was written",
                "varchar(2)|abc|it does not come back from there as it was written",
                "timestamptz|now|it does not come back from there as it was written",
                "json|{}|operator does not exist"
            })
    void constantThatRowsCannotBeFoundBy_isRefused(String type, String constant, String words) {
        execute("alter table <into> add column told " + type);
        ferry.setEntries(Entries.setting(names.entry("9"), "told", constant));
        full();
        refused(
                Family.CONFIGURATION,
                "the column told of " + names.into(),
                "cannot be set to '" + constant + "'",
                words,
                "alter table " + names.into() + " alter column told type");
    }

    @Test
    void constantForAColumnThatTheTargetLacks_isRefusedWithTheColumnsSql() {
        ferry.setEntries(Entries.setting(names.entry("9"), "told", "7"));
        full();
        refused(
                Family.TARGET,
                "the target has no column " + names.into() + ".told",
                "alter table " + names.into() + " add column told bigint;",
                names.in("update <into> set told = '7' where <own> = <constant 9>;"));
        execute("alter table <into> add column told bigint; update <into> set told = '7' where <own> = <constant 9>");
        assertThat(ferry.importAll()).singleElement().isInstanceOf(Result.Applied.class);
        ferry.source().writer().execute(names.in("insert into <table> values (11, 1, 'new')"));
        ferry.importAllOf(ferry.export());
        assertThat(value("select count(*) from <into> where told = 7")).isEqualTo("11");
    }

    /** Changes the source and sees that the target follows. */
    private void arrives(String sql) {
        ferry.source().writer().execute(names.in(sql));
        ferry.importAllOf(ferry.export());
        assertThat(names.arrived(ferry, "9")).isEqualTo(names.sent(ferry));
    }

    private void change() {
        ferry.source().writer().execute(names.in("update <table> set <city> = 'moved' where <key> < 4"));
        ferry.ship(((Outcome.Exported) ferry.export()).file());
    }

    private void full() {
        ferry.ship(((Outcome.Exported) exportFull()).file());
    }

    private Outcome exportFull() {
        return ferry.export(new Request(FullTables.ALL, Optional.empty(), false));
    }

    private AppliedTable applied(Outcome outcome) {
        ferry.ship(((Outcome.Exported) outcome).file());
        List<Result> results = ferry.importAll();
        assertThat(results).singleElement().isInstanceOf(Result.Applied.class);
        return ((Result.Applied) results.get(0)).tables().get(0);
    }

    /** Sees that what waits is refused in these words, and that nothing of it is there afterwards. */
    private void refused(Family family, String... words) {
        List<List<String>> before = names.arrived(ferry, "9");
        List<Result> results = ferry.importAll();
        assertThat(results).singleElement().isInstanceOf(Result.Refused.class);
        Failure failure = ((Result.Refused) results.get(0)).failure();
        assertThat(failure.family()).isEqualTo(family);
        assertThat(failure.getMessage() + failure.hints()).contains(words);
        assertThat(names.arrived(ferry, "9")).isEqualTo(before);
    }

    private void execute(String sql) {
        ferry.target().owner().execute(names.in(sql));
    }

    private String value(String sql) {
        return ferry.target().superuser().value(names.in(sql));
    }
}
