package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.apply.AppliedTable;
import org.rowferry.apply.FeedEntry;
import org.rowferry.apply.FeedEntry.OnNewColumn;
import org.rowferry.apply.Written;
import org.rowferry.exporter.Outcome;
import org.rowferry.exporter.Request;
import org.rowferry.importer.Result;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.FullTables;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Literal;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Cases;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** Tables that differ by now from what they were when the target got its own. */
@ParameterizedClass
@MethodSource("names")
class TargetDriftIT {
    private final TableName table;
    private final Identifier title;
    private final Identifier rating;
    private final Pipeline ferry;

    static List<Arguments> names() {
        return Cases.hardest(List.of(
                Arguments.of("films", "title", "rating"), Arguments.of("My Films", "the 'title'", "Home \"Rating\"")));
    }

    TargetDriftIT(String table, String title, String rating) {
        this.table = TableName.of("shop", table);
        this.title = new Identifier(title);
        this.rating = new Identifier(rating);
        this.ferry = Pipeline.between(
                Servers.newest(), Servers.oldest(), new ShippedSchema(List.of(this.table), in("""
                        create table <table> (id integer primary key, <title> varchar(20) not null, len smallint);
                        insert into <table> select i, 'film ' || i, i from generate_series(1, 5) i
                        """), ""));
    }

    @BeforeEach
    void ship() {
        ferry.importAllOf(ferry.export());
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).hasSize(5);
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    @Test
    void columnThatTheTargetLacks_isRefusedWithTheExactAlterTable() {
        source("alter table <table> add column <rating> numeric(3,1) default 7.5");
        export();
        refused(
                Family.TARGET,
                table + " does not fit what arrives: it has no column " + rating + " numeric(3,1)",
                in("Run on the target: alter table <table> add column <rating> numeric(3,1);"));
        target("alter table <table> add column <rating> numeric(3,1)");
        arrives();
    }

    @Test
    void columnThatIsIgnored_isLeftOutAndTracked() {
        ignore();
        source("alter table <table> add column <rating> numeric(3,1) default 7.5");
        export();
        assertThat(applied().ignored()).containsExactly(rating);
        write("update <table> set <rating> = 1, len = 9 where id < 3; delete from <table> where id = 5;"
                + " insert into <table> values (6, 'six', 6, 6)");
        export();
        AppliedTable line = applied();
        assertThat(line.ignored()).containsExactly(rating);
        assertThat(line.written()).isEqualTo(new Written(3, 0, 3));
        assertThat(rows(ferry.target().superuser(), ""))
                .isEqualTo(rows(ferry.source().superuser(), rating.name()))
                .hasSize(5);
        assertThat(ferry.target()
                        .superuser()
                        .query("select ignored[1], cardinality(ignored) from rowferry.import_tracking"))
                .isEqualTo(List.of(List.of(rating.name(), "1")));
    }

    @Test
    void columnThatWasIgnored_takesAFullOnceTheTargetHasIt() {
        ignore();
        source("alter table <table> add column <rating> numeric(3,1) default 7.5");
        export();
        applied();
        target("alter table <table> add column <rating> numeric(3,1)");
        write("update <table> set <rating> = 1 where id = 1");
        export();
        refused(
                Family.GAP,
                "its column " + rating + " was left out here so far",
                "rowferry export --config /etc/rowferry/exporter.yaml --target reporting --full '" + table + "'");
        exportFull();
        ferry.importAll();
        arrivesLater("update <table> set <rating> = 2 where id = 2");
    }

    @Test
    void columnThatIsAdded_comesWithTheRows() {
        add();
        source("alter table <table> add column <rating> numeric(3,1) default 7.5, add column at timestamptz(3)[]");
        export();
        assertThat(ferry.rehearse()).singleElement().isInstanceOf(Result.Applied.class);
        assertThat(value("select count(*) from pg_attribute where attrelid = '<table>'::regclass and attnum > 0"))
                .as("columns after a dry run")
                .isEqualTo("3");
        arrives();
        assertThat(value("select string_agg(format_type(atttypid, atttypmod), ', ' order by attnum) from pg_attribute"
                        + " where attrelid = '<table>'::regclass and attnum > 3"))
                .isEqualTo("numeric(3,1), timestamp(3) with time zone[]");
        arrivesLater("update <table> set <rating> = 2 where id = 2");
    }

    @Test
    void columnThatIsAddedByARoleWithoutTheOwnersRight_isRefusedWithWhatToGrant() {
        ferry.setEntries(Entries.onNewColumn(FeedEntry.of(table), OnNewColumn.ADD));
        source("alter table <table> add column <rating> integer");
        export();
        refused(
                Family.TARGET,
                rating + " cannot be added to " + table + " by ferry_importer: the table's owner is ferry_target_owner",
                in("alter table <table> add column <rating> integer;"),
                "grant ferry_target_owner to ferry_importer;");
    }

    @Test
    void columnThatIsAddedOfATypeThatTheTargetLacks_isRefused() {
        add();
        source("create type shop.\"Mood \"\"s\" as enum ('good'); grant usage on type shop.\"Mood \"\"s\" to public;"
                + " alter table <table> add column <rating> shop.\"Mood \"\"s\"");
        export();
        refused(Family.TARGET, "the target has no type shop.\"Mood \"\"s\"", "Make the type there first");
    }

    @Test
    void columnThatWouldBeAddedToOldRowsWithoutValues_takesAFull() {
        add();
        target("alter table <table> drop column len");
        write("update <table> set len = 1 where id = 1");
        export();
        refused(Family.GAP, "its column len is new here", "--full '" + table + "'");
        exportFull();
        ferry.importAll();
        arrivesLater("update <table> set len = 2 where id = 2");
    }

    @Test
    void keyColumnThatTheTargetLacks_isNeitherIgnoredNorAdded() {
        target("alter table <table> drop column id");
        exportFull();
        for (OnNewColumn way : OnNewColumn.values()) {
            ferry.setEntries(Entries.onNewColumn(FeedEntry.of(table), way));
            refused(Family.TARGET, "it has no column id integer", in("alter table <table> add column id integer;"));
        }
    }

    @Test
    void columnThatTheTargetComputes_isNamedWithTheWayOut() {
        target("alter table <table> drop column len,"
                + " add column len smallint generated always as (length(<title>)) stored");
        write("update <table> set len = 1 where id = 1");
        export();
        refused(
                Family.TARGET,
                "it computes its column len, which the source brings",
                in("alter table <table> alter column len drop expression;"));
        target("alter table <table> alter column len drop expression");
        exportFull();
        ferry.importAll();
        arrivesLater("update <table> set len = 2 where id = 2");
    }

    @Test
    void columnThatTheSourceDropped_staysWithItsValuesWhereItTakesNulls() {
        source("alter table <table> drop column len");
        write("insert into <table> values (6, 'six')");
        export();
        applied();
        assertThat(value("select string_agg(coalesce(len::text, '-'), '' order by id) from <table>"))
                .isEqualTo("12345-");
    }

    @Test
    void columnThatTheSourceDropped_isNamedWhereItTakesNoNulls() {
        source("alter table <table> drop column <title>");
        export();
        refused(
                Family.TARGET,
                table + " has the column " + title + ", which takes no null and has no default",
                in("run on the target: alter table <table> drop column <title>;"),
                in("alter table <table> alter column <title> drop not null;"));
        target("alter table <table> drop column <title>");
        arrives();
    }

    @Test
    void columnOfADomainOverOneThatTakesNoNulls_isNamed() {
        target("create domain shop.strict_level as integer not null;"
                + " create domain shop.own_level as shop.strict_level;"
                + " alter table <table> add column own shop.own_level default 1;"
                + " alter table <table> alter column own drop default");
        write("insert into <table> values (6, 'six')");
        export();
        refused(Family.TARGET, table + " has the column own, which takes no null and has no default");
    }

    @Test
    void columnThatTheSourceRenamed_isRefusedWithTheWaysToFollow() {
        source("alter table <table> rename column <title> to <rating>");
        export();
        refused(
                Family.TARGET,
                "it has no column " + rating + " character varying(20)",
                in("alter table <table> rename column <title> to <rating>;"),
                "rename: { " + rating.inYaml() + ": " + title.inYaml() + " } in /etc/rowferry/importer.yaml");
        ferry.setEntries(Entries.renaming(FeedEntry.of(table), rating.name(), title.name()));
        applied();
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).hasSize(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "len|integer|bigint",
                "len|integer|numeric(12,2)",
                "len|smallint[] using array[len]|bigint[]",
                "<title>|varchar(30)|varchar",
                "<title>|text|varchar",
                "<title>|char(30)|char(31)",
                "<title>|char(30)|text"
            })
    void typeThatTheTargetsHolds_isTaken(String column, String type, String wider) {
        source("alter table <table> alter column " + column + " type " + type);
        target("alter table <table> drop column " + column + ", add column " + column + " " + wider);
        export();
        applied();
        write("update <table> set len = len where id < 3");
        export();
        assertThat(applied().written()).isEqualTo(new Written(2, 0, 2));
        assertThat(value("select count(" + column + ") from <table>")).isEqualTo("5");
    }

    @Test
    void typeThatTheTargetsDoesNotHold_isRefusedWithTheExactAlterTable() {
        source("alter table <table> alter column len type integer, alter column <title> type text");
        export();
        refused(
                Family.TARGET,
                "its column " + title + " is character varying(20), not text; its column len is smallint, not integer",
                in("alter table <table> alter column <title> type text, alter column len type integer;"));
        target("alter table <table> alter column <title> type text, alter column len type integer");
        arrives();
    }

    @Test
    void labelThatTheTargetsEnumLacks_isRefusedUntilItHasIt() {
        String mood = in("create type shop.mood as enum ('good'); alter table <table> add column <rating> shop.mood");
        source(mood);
        target(mood);
        export();
        arrives();
        source("alter type shop.mood add value 'bad'");
        write("update <table> set <rating> = 'bad' where id = 1");
        export();
        refused(Family.TARGET, "\"bad\"", "alter type shop.mood add value 'bad';");
        target("alter type shop.mood add value 'bad'");
        arrives();
    }

    @Test
    void keyThatTheSourceChanged_isRefusedWithTheIndexThatItTakes() {
        source("alter table <table> alter column len set not null, drop constraint <pkey>,"
                + " add primary key (<title>, len)");
        ferry.source().generateExporter();
        export();
        refused(
                Family.TARGET,
                table + " has no unique index on [" + title + ", len]",
                in("Run on the target: alter table <table> alter column len set not null;"
                        + " create unique index on <table> (<title>, len);"),
                "Drop its primary key if the source's table no longer has it");
        target("alter table <table> alter column len set not null; create unique index on <table> (<title>, len)");
        arrives();
        arrivesLater("update <table> set id = 9 where len = 1; update <table> set len = 7 where len = 2");
    }

    /** Changes the source, and sees that the target follows. */
    private void arrivesLater(String sql) {
        write(sql);
        export();
        arrives();
    }

    private void ignore() {
        ferry.setEntries(Entries.onNewColumn(FeedEntry.of(table), OnNewColumn.IGNORE));
    }

    private void add() {
        ferry.target().superuser().execute("grant ferry_target_owner to ferry_importer");
        ferry.setEntries(Entries.onNewColumn(FeedEntry.of(table), OnNewColumn.ADD));
    }

    private void source(String sql) {
        ferry.source().owner().execute(in(sql));
    }

    private void target(String sql) {
        ferry.target().owner().execute(in(sql));
    }

    private void write(String sql) {
        ferry.source().writer().execute(in(sql));
    }

    private void export() {
        ferry.ship(((Outcome.Exported) ferry.export()).file());
    }

    private void exportFull() {
        Outcome outcome = ferry.export(new Request(FullTables.ALL, Optional.empty(), false));
        ferry.ship(((Outcome.Exported) outcome).file());
    }

    /** Applies what waits. */
    private AppliedTable applied() {
        List<Result> results = ferry.importAll();
        assertThat(results).isNotEmpty().allMatch(Result.Applied.class::isInstance);
        return ((Result.Applied) results.get(results.size() - 1)).tables().get(0);
    }

    /** Applies what waits, and sees that the target has all of it. */
    private void arrives() {
        applied();
        assertThat(rows(ferry.target().superuser(), ""))
                .isEqualTo(rows(ferry.source().superuser(), ""))
                .isNotEmpty();
    }

    /** Sees that what waits is refused in these words, and that nothing of it is there afterwards. */
    private void refused(Family family, String... words) {
        List<List<String>> before = rows(ferry.target().superuser(), "");
        List<Result> results = ferry.importAll();
        assertThat(results).singleElement().isInstanceOf(Result.Refused.class);
        Failure failure = ((Result.Refused) results.get(0)).failure();
        assertThat(failure.getMessage() + failure.hints()).contains(words);
        assertThat(failure.family()).isEqualTo(family);
        assertThat(rows(ferry.target().superuser(), "")).isEqualTo(before);
    }

    /** Returns all rows, whatever the order of their columns, without one of them. */
    private List<List<String>> rows(TestDatabase database, String without) {
        return database.query(
                in("select (to_jsonb(t) - " + new Literal(without) + ")::text from <table> as t order by 1"));
    }

    private String value(String sql) {
        return ferry.target().superuser().value(in(sql));
    }

    private String in(String sql) {
        return sql.replace("<table>", table.toString())
                .replace("<title>", title.toString())
                .replace("<rating>", rating.toString())
                .replace("<pkey>", new Identifier(table.name().name() + "_pkey").toString());
    }
}
