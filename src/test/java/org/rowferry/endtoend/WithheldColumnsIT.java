package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.apply.AppliedTable;
import org.rowferry.apply.FeedEntry;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.ExporterSettings.OnRewrite;
import org.rowferry.exporter.Outcome;
import org.rowferry.exporter.Request;
import org.rowferry.importer.Result;
import org.rowferry.report.Failure;
import org.rowferry.schema.FullTables;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Selection;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Cases;
import org.rowferry.testing.Servers;

/** Columns that a target got and is withheld from now on. */
@ParameterizedClass
@MethodSource("names")
class WithheldColumnsIT {
    private final TableName table = TableName.of("vault", "people's");
    private final Identifier secret;
    private final Pipeline ferry;

    static List<String> names() {
        return Cases.hardest(List.of("secret", "The \"secret\"'s"));
    }

    WithheldColumnsIT(String secret) {
        this.secret = new Identifier(secret);
        this.ferry = Pipeline.between(
                Servers.oldest(),
                Servers.newest(),
                new ShippedSchema(
                        List.of(table),
                        in("""
                create table <t> (id integer primary key, name text, <secret> text, level integer not null);
                insert into <t> select i, 'name ' || i, case when i < 4 then 'secret ' || i end, i from generate_series(1, 5) i
                """),
                        in(
                                "create domain vault.level as integer not null; create domain vault.\"Level\" as vault.level default -1;"
                                        + " alter table <t> add column own text default 'own', alter column level drop not null,"
                                        + " alter column level type vault.\"Level\"")));
    }

    @BeforeEach
    void ship() {
        shipped();
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    @Test
    void columnThatIsWithheldFromNowOn_isEmptiedAndSaidOnce() {
        take("id", "name");
        AppliedTable line = shipped();
        assertThat(line.left().emptied()).containsExactlyInAnyOrder(secret, new Identifier("level"));
        assertThat(count("<secret> is not null or level <> -1 or own <> 'own'")).isEqualTo("0");
        assertThat(count("name = 'name ' || id")).isEqualTo("5");

        target("update <t> set <secret> = 'the target''s own'");
        write("update <t> set name = 'later' where id = 3; delete from <t> where id = 5");
        assertThat(shipped().left().emptied()).isEmpty();
        assertThat(count("<secret> = 'the target''s own'")).isEqualTo("4");
    }

    @Test
    void columnThatIsWithheldByABundleThatIsLost_isEmptiedByTheNext() {
        take("id", "name", "level");
        ferry.export();
        write("update <t> set name = 'later' where id = 3");
        ferry.ship(((Outcome.Exported) ferry.exportSince(1)).file());
        assertThat(ferry.importAll()).allMatch(Result.Applied.class::isInstance);
        assertThat(count("<secret> is not null")).isEqualTo("0");
    }

    @Test
    void columnThatGoesByAnotherName_isEmptiedThere() {
        goByAnotherName();
        take("id", "name", "level");
        assertThat(shipped().left().emptied()).containsExactly(new Identifier("by another"));
        assertThat(count("\"by another\" is not null")).isEqualTo("0");
    }

    @Test
    void columnWhoseNewNameWasTakenOutOfTheConfiguration_isEmptiedAllTheSame() {
        goByAnotherName();
        ferry.setEntries(FeedEntry.of(table));
        take("id", "name", "level");
        assertThat(shipped().left().emptied()).containsExactly(new Identifier("by another"));
        assertThat(count("\"by another\" is not null")).isEqualTo("0");
    }

    private void goByAnotherName() {
        target("alter table <t> rename column <secret> to \"by another\"");
        ferry.setEntries(Entries.renaming(FeedEntry.of(table), secret.name(), "by another"));
        ferry.importAllOf(ferry.export(new Request(FullTables.ALL, Optional.empty(), false)));
        assertThat(count("\"by another\" is not null")).isEqualTo("3");
    }

    @Test
    void columnOfTheTargetsOwnByTheNameOfOneThatNeverCame_isLeftAlone() {
        take("id", "name", "level");
        shipped();
        target("update <t> set <secret> = 'the target''s own'");
        take("id", "name");
        assertThat(shipped().left().emptied()).containsExactly(new Identifier("level"));
        assertThat(count("<secret> = 'the target''s own'")).isEqualTo("5");
    }

    @Test
    void tableThatTheOperatorVouchedFor_isEmptiedOfThemAllTheSame() {
        target("update rowferry.import_tracking set table_oid = null");
        take("id", "name");
        assertThat(shipped().left().emptied()).containsExactlyInAnyOrder(secret, new Identifier("level"));
        assertThat(count("<secret> is not null")).isEqualTo("0");
    }

    /** As a Rowferry leaves it that did not note which columns it wrote. */
    @Test
    void columnsOfWhichNobodyKnowsWhetherTheyCame_areRefusedUntilTheyAreDroppedOrKept() {
        target("update rowferry.import_tracking set table_oid = null, table_columns = null");
        take("id", "name");
        Failure failure = ferry.refusalOf(ferry.export());
        assertThat(failure)
                .hasMessageContaining(table + " has columns that the source withholds")
                .hasMessageContaining(secret + ", level");
        assertThat(failure.hints().get(0)).endsWith(in("alter table <t> drop column <secret>, drop column level;"));
        assertThat(failure.hints().get(1)).contains("keep: [");

        FeedEntry usual = FeedEntry.of(table);
        ferry.setEntries(Entries.keeping(usual, secret, new Identifier("levle")));
        assertThat(refused())
                .hasMessageContaining("the entry keeps the column levle")
                .hasMessageContaining("level");
        ferry.setEntries(Entries.keeping(usual, secret));
        assertThat(refused()).hasMessageContaining("may hold what came in them before: level");
        target("alter table <t> drop column level");
        assertThat(ferry.importAll()).singleElement().isInstanceOf(Result.Applied.class);
        ferry.setEntries(usual);
        write("update <t> set name = 'later' where id = 3");
        assertThat(shipped().left().emptied()).isEmpty();
        assertThat(count("<secret> is not null")).isEqualTo("3");
    }

    /** As the hint leaves it that has a target follow another source. */
    @Test
    void columnsOfATableThatIsNotTracked_areRefusedUntilTheyHoldNothingOrAreKept() {
        target("delete from rowferry.import_tracking; grant ferry_target_owner to ferry_importer");
        take("id", "name");
        Failure failure = ferry.refusalOf(ferry.export(new Request(FullTables.ALL, Optional.empty(), false)));
        assertThat(failure).hasMessageContaining("may hold what came in them before: " + secret + ", level");
        String empty = in("To empty <secret>, run on the target: ");
        assertThat(failure.hints().get(2)).startsWith(empty);
        target(failure.hints().get(2).substring(empty.length()));
        assertThat(refused()).hasMessageContaining("may hold what came in them before: level");
        ferry.setEntries(Entries.keeping(FeedEntry.of(table), new Identifier("level")));
        assertThat(ferry.importAll()).singleElement().isInstanceOf(Result.Applied.class);
        assertThat(count("<secret> is null and level <> -1 and own = 'own'")).isEqualTo("5");
    }

    @Test
    void tableThatIsAnotherOne_isNotTakenToHoldNothingOfThem() {
        target("create table vault.other (like <t> including all); insert into vault.other table <t>; drop table <t>;"
                + " alter table vault.other rename to \"people's\"; grant all on <t> to ferry_importer");
        take("id", "name");
        Outcome full = ferry.export(new Request(FullTables.ALL, Optional.empty(), false));
        assertThat(ferry.refusalOf(full)).hasMessageContaining("may hold what came in them before: " + secret);
        ferry.setEntries(Entries.keeping(FeedEntry.of(table), secret, new Identifier("level")));
        assertThat(ferry.importAll()).singleElement().isInstanceOf(Result.Applied.class);
    }

    private Failure refused() {
        List<Result> results = ferry.importAll();
        assertThat(results).singleElement().isInstanceOf(Result.Refused.class);
        return ((Result.Refused) results.get(0)).failure();
    }

    @Test
    void columnThatTheSourceDropped_keepsItsValues() {
        ferry.source().owner().execute(in("alter table <t> drop column <secret>"));
        assertThat(shipped().left().emptied()).isEmpty();
        assertThat(count("<secret> is not null")).isEqualTo("3");
    }

    private void take(String... columns) {
        List<Identifier> names = Stream.of(columns).map(Identifier::new).toList();
        ferry.setEntry(
                new Entry(table, OnRewrite.FULL, CaptureSettings.of(new Selection(names, Map.of(), Optional.empty()))));
    }

    private AppliedTable shipped() {
        ferry.ship(((Outcome.Exported) ferry.export()).file());
        List<Result> results = ferry.importAll();
        assertThat(results).singleElement().isInstanceOf(Result.Applied.class);
        return ((Result.Applied) results.get(0)).tables().get(0);
    }

    private String count(String condition) {
        return ferry.target().superuser().value(in("select count(*) from <t> where " + condition));
    }

    private void write(String sql) {
        ferry.source().writer().execute(in(sql));
    }

    private void target(String sql) {
        ferry.target().superuser().execute(in(sql));
    }

    private String in(String sql) {
        return sql.replace("<t>", table.toString()).replace("<secret>", secret.toString());
    }
}
