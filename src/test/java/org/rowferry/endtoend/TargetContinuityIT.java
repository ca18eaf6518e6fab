package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.exporter.Outcome;
import org.rowferry.exporter.Request;
import org.rowferry.importer.Result;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.FullTables;
import org.rowferry.schema.Position;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TakesTurns;
import org.rowferry.testing.TestDatabase;

/** Somebody drops, swaps, empties, rewrites or restores tables of the target between two imports. */
@TakesTurns
@ParameterizedClass
@ValueSource(booleans = {false, true})
class TargetContinuityIT {
    /** By the name of the table that it happens to; {@code <t>} is the table and {@code <new>} another name. */
    private static final Map<String, String> ACCIDENTS = new TreeMap<>(Map.of(
            "Emptied \"by\" truncate", "truncate <t>",
            "deleted", "delete from <t>",
            "thinned out", "delete from <t> where id > 2",
            "remade", "drop table <t>; create table <t> (id integer primary key, v text)",
            "swapped's",
                    "create table <new> (like <t> including all); insert into <new> select * from <t>;"
                            + " drop table <t>; alter table <new> rename to <name>",
            "refilled", "create table <new> as table <t>; truncate <t>; insert into <t> table <new>",
            "shortened",
                    "create table <new> as table <t>; truncate <t>; insert into <t> select * from <new> where id > 1",
            "unlogged", "alter table <t> set unlogged"));

    /** Likewise, to single columns. */
    private static final Map<String, String> ACCIDENTS_OF_COLUMNS = Map.of(
            "made again", "alter table <t> drop column v; alter table <t> add column v text",
            "made again with a default", "alter table <t> drop column v, add column v text default 'q'",
            "swapped by name",
                    "alter table <t> add column w text; alter table <t> rename v to x; alter table <t> rename w to v",
            "changed by an expression", "alter table <t> alter column v type text using upper(v)",
            "cut",
                    "alter table <t> alter column v type varchar(3) using v::varchar(3);"
                            + " alter table <t> alter column v type text",
            "refilled and altered",
                    "create table <new> as table <t>; begin; truncate <t>; insert into <t> select id, 'x' from <new>;"
                            + " alter table <t> alter v set statistics 10; commit");

    static {
        ACCIDENTS.putAll(ACCIDENTS_OF_COLUMNS);
    }

    private static final Map<String, String> MAINTENANCE = new TreeMap<>(Map.of(
            "retyped", "alter table <t> alter column id type bigint",
            "clustered", "cluster <t> using <pkey>",
            "Vacuumed \"full\"", "vacuum full <t>",
            "analyzed", "vacuum (analyze, freeze) <t>",
            "altered", "alter table <t> alter column v set not null, add column own text",
            "written on", "alter table <t> add column own text; update <t> set own = 'x' where id < 3"));

    private static final String PARTED = """
            create table yard.parted (id integer primary key, v text) partition by range (id);
            create table yard.parted_1 partition of yard.parted for values from (0) to (10);
            create table yard.parted_2 partition of yard.parted for values from (10) to (30)
            """;

    private static final TableName PARTED_TABLE = TableName.of("yard", "parted");
    private static final List<TableName> LOST = names(ACCIDENTS);
    private static final List<TableName> KEPT = names(MAINTENANCE);
    /** What two bundles have left in a target of the newest major, or of the oldest; each test has a copy. */
    private static final Map<Boolean, Pipeline> SHIPPED = new TreeMap<>();

    private final boolean newer;
    private Pipeline ferry;

    TargetContinuityIT(boolean newer) {
        this.newer = newer;
    }

    @BeforeEach
    void open() {
        ferry = SHIPPED.computeIfAbsent(newer, TargetContinuityIT::shipped).copied();
    }

    private static Pipeline shipped(boolean newer) {
        List<TableName> tables = new java.util.ArrayList<>(LOST);
        tables.addAll(KEPT);
        String made = tables.stream().map(table -> in("""
                        create table <t> (id integer primary key, v text);
                        insert into <t> select i, 'row ' || i from generate_series(1, 25) i;
                        """, table)).collect(Collectors.joining());
        tables.add(PARTED_TABLE);
        Pipeline ferry = Pipeline.between(
                Servers.newest(),
                newer ? Servers.newest() : Servers.oldest(),
                new ShippedSchema(
                        tables,
                        made + PARTED + "; insert into yard.parted select i, 'row ' || i from generate_series(1, 25) i",
                        "drop table yard.parted; " + PARTED
                                + "; grant select, insert, update, delete on yard.parted to ferry_importer"));
        for (String sql : List.of(
                "update <t> set v = 'first' where id = 25",
                "update <t> set v = 'second' where id = 24; delete from <t> where id = 20; insert into <t> values (26, '')")) {
            tables.forEach(table -> ferry.source().writer().execute(in(sql, table)));
            ferry.importAllOf(ferry.export());
        }
        return ferry;
    }

    @AfterAll
    static void closeShipped() {
        SHIPPED.values().forEach(Pipeline::close);
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    @Test
    void tablesThatAreNoMoreWhatWasLeftInThem_areNamedTogetherAndTakeNoChangesUntilTheyCameInFull() {
        happen(ACCIDENTS);
        happen(MAINTENANCE);
        LOST.forEach(table -> target(in("grant select, insert, update, delete on <t> to ferry_importer", table)));
        refusesUntilFull(LOST);
    }

    @Test
    void tablesThatKeptTheirRows_goOn() {
        for (int round = 1; round <= 2; round++) {
            writeAll("update <t> set v = 'round " + round + "' where id = 3; delete from <t> where id = 10 - " + round);
            happen(round == 1 ? MAINTENANCE : Map.of("clustered", "vacuum full <t>", "analyzed", "vacuum full <t>"));
            target("vacuum full yard.parted_2");
            target("vacuum full rowferry.import_tracking");
            target("create table yard.parted_3" + round + " partition of yard.parted for values from (4" + round
                    + ") to (4" + round + " + 1)");
            follows();
        }
    }

    @Test
    void partitionThatIsEmptied_isNoticed() {
        target("truncate yard.parted_2");
        refusesUntilFull(List.of(PARTED_TABLE));
    }

    @Test
    void partitionThatIsTakenOff_isNoticed() {
        target(
                "alter table yard.parted detach partition yard.parted_2; create table yard.rest partition of yard.parted default");
        refusesUntilFull(List.of(PARTED_TABLE));
    }

    @Test
    void partitionWhoseColumnIsMadeAgainWhileItIsOff_isNoticed() {
        for (String change : List.of(
                "drop column v; alter table yard.parted_2 add column v text",
                "add column w text; alter table yard.parted_2 rename v to x; alter table yard.parted_2 rename w to v;"
                        + " alter table yard.parted_2 drop column x")) {
            target("alter table yard.parted detach partition yard.parted_2; alter table yard.parted_2 " + change
                    + "; alter table yard.parted attach partition yard.parted_2 for values from (10) to (30)");
            refusesUntilFull(List.of(PARTED_TABLE));
        }
    }

    @Test
    void partitionThatComesBackAsItWas_isTaken() {
        target("alter table yard.parted detach partition yard.parted_2;"
                + " alter table yard.parted attach partition yard.parted_2 for values from (10) to (30);"
                + " create table yard.other (z integer, v text, id integer not null); alter table yard.other drop column z;"
                + " alter table yard.parted attach partition yard.other for values from (50) to (60)");
        writeAll("update <t> set v = 'later' where id = 3");
        follows();
        writeAll("update <t> set v = 'again' where id = 25");
        follows();
    }

    @Test
    void tablesThatAreGoneWhileNothingWaits_areNamedTogether() {
        TableName first = LOST.get(0);
        target(in("alter table <t> rename to gone", first));
        refusesWhileNothingWaits(
                "the target has no table " + first, "rowferry generate importer " + first.argument() + " ");
        TableName second = KEPT.get(0);
        target(in("alter table <t> rename to \"gone too\"", second));
        String both = first + ", " + second;
        refusesWhileNothingWaits(
                "the target has no tables " + both,
                "rowferry generate importer " + first.argument() + " " + second.argument() + " ");
        target("alter table yard.gone rename to " + first.name() + "; alter table yard.\"gone too\" rename to "
                + second.name());
        assertThat(ferry.importAll()).isEmpty();
    }

    @Test
    void tablesThatCannotBeLookedAtWhileNothingWaits_areRefusedAsWhereAFileWaits() {
        target("alter table yard.parted enable row level security");
        refusesWhileNothingWaits(
                "row security would hide rows of yard.parted", "alter table yard.parted disable row level security;");
        target("alter table yard.parted disable row level security; revoke all on yard.parted from ferry_importer");
        refusesWhileNothingWaits(
                "permission denied for table yard.parted", "grant select on yard.parted to ferry_importer;");
        target(
                "grant select on yard.parted to ferry_importer; revoke usage on schema yard from ferry_importer, public");
        refusesWhileNothingWaits("permission denied for schema yard", "");
        target("grant usage on schema yard to ferry_importer");
        assertThat(ferry.importAll()).isEmpty();
    }

    private void refusesWhileNothingWaits(String words, String hint) {
        assertThatThrownBy(ferry::importAll)
                .isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.family()).isEqualTo(Family.TARGET);
                    assertThat(String.join("\n", failure.hints()))
                            .contains(hint)
                            .doesNotContain("role.sql");
                })
                .hasMessageContaining(words);
    }

    @Test
    void partitionThatIsSwapped_isNoticed() {
        target(
                "alter table yard.parted detach partition yard.parted_2; create table yard.new (like yard.parted including all);"
                        + " insert into yard.new table yard.parted_2;"
                        + " alter table yard.parted attach partition yard.new for values from (10) to (30)");
        refusesUntilFull(List.of(PARTED_TABLE));
    }

    @Test
    void tableThatIsLostWhileNothingWaits_isToldAllTheSame() {
        target("truncate yard.parted");
        assertThatThrownBy(ferry::importAll)
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.family()).isEqualTo(Family.GAP))
                .hasMessageContaining(
                        "yard.parted was truncated or rewritten, and holds 0 rows, where 25 were left in it");
        shipFull(List.of(PARTED_TABLE));
        assertThat(ferry.importAll()).singleElement().isInstanceOf(Result.Applied.class);
        equal();
    }

    @Test
    void tableThatGenerateImporterMakesAgain_isForgottenAndNoOther() {
        TableName table = LOST.get(0);
        target("drop table " + table);
        ferry.target().generate();
        assertThat(ferry.standings()).doesNotContainKey(table.toString()).hasSize(LOST.size() + KEPT.size());
        writeAll("update <t> set v = 'later' where id = 3");
        Failure failure = refusal();
        assertThat(failure.family()).isEqualTo(Family.GAP);
        assertThat(failure).hasMessageContaining("nothing of it was applied here before");
        shipFull(List.of(table));
        assertThat(ferry.importAll()).noneMatch(Result.Refused.class::isInstance);
        equal();
    }

    @Test
    void trackingOfAnOlderRowferry_isAskedForItsColumnsAndThenGoesOn() {
        ferry.target()
                .superuser()
                .execute("alter table rowferry.import_tracking drop table_oid, drop table_files, drop table_rows,"
                        + " drop table_columns, drop written_by");
        writeAll("update <t> set v = 'later' where id = 3");
        assertThatThrownBy(this::shipped)
                .hasMessageContaining("the tracking in schema rowferry was made by an older Rowferry");
        ferry.target().generate();
        assertThat(ferry.importAll()).singleElement().isInstanceOf(Result.Applied.class);
        equal();
        target("truncate yard.parted_2");
        refusesUntilFull(List.of(PARTED_TABLE));
    }

    /** As pg_restore leaves it: all that there was, each table under another oid and written by other transactions. */
    @Test
    void targetThatCameOutOfADump_isTakenAsItIsOnTheOperatorsWord() {
        restoreAll();
        writeAll("update <t> set v = 'later' where id = 3");
        Failure failure = refusal();
        assertThat(failure.family()).isEqualTo(Family.GAP);
        assertThat(failure.hints()).hasSize(2);
        String hint = failure.hints().get(1);
        ferry.target().superuser().execute(hint.substring(hint.indexOf("update ")));
        assertThat(ferry.importAll()).singleElement().isInstanceOf(Result.Applied.class);
        equal();
        writeAll("update <t> set v = 'last' where id = 3");
        follows();
    }

    @Test
    void tableThatWasRestoredWithOtherRows_isNotOfferedToBeTakenAsItIs() {
        restoreAll();
        target(in("delete from <t> where id = 7", KEPT.get(0)));
        writeAll("update <t> set v = 'later' where id = 3");
        Failure failure = refusal();
        assertThat(failure.hints()).singleElement().asString().contains(" --full ");
        shipFull(ferry.cargo().tables());
        assertThat(ferry.importAll()).noneMatch(Result.Refused.class::isInstance);
        equal();
    }

    @Test
    void trackingOfYesterday_endsInEqualTables() {
        target("create table yard.saved as table rowferry.import_tracking");
        write("insert into yard.parted values (29, 'late')");
        follows();
        target("truncate rowferry.import_tracking; insert into rowferry.import_tracking table yard.saved");
        writeAll("update <t> set v = 'later' where id = 3");
        assertThat(refusal().family()).isEqualTo(Family.GAP);
        ferry.ship(((Outcome.Exported) ferry.exportSince(2)).file());
        assertThat(refusal()).hasMessageContaining("yard.parted holds 26 rows, where its tracking");
        shipFull(List.of(PARTED_TABLE));
        assertThat(ferry.importAll()).noneMatch(Result.Refused.class::isInstance);
        equal();
    }

    private void restoreAll() {
        for (TableName table : ferry.cargo().tables()) {
            String like = table.equals(PARTED_TABLE)
                    ? PARTED.replace("parted", "new")
                    : "create table <new> (like <t> including all)";
            target(in(like + "; insert into <new> table <t>; drop table <t>; alter table <new> rename to <name>", table)
                    .replace("yard.\"new parted\"", "yard.new"));
            target(in("grant select, insert, update, delete on <t> to ferry_importer", table));
        }
        target("create table rowferry.restored (like rowferry.import_tracking including all);"
                + " insert into rowferry.restored table rowferry.import_tracking; drop table rowferry.import_tracking;"
                + " alter table rowferry.restored rename to import_tracking;"
                + " grant all on rowferry.import_tracking to ferry_importer");
    }

    private void refusesUntilFull(List<TableName> tables) {
        writeAll("update <t> set v = 'later' where id in (3, 25)");
        List<String> before = ferry.targetRows();
        Failure failure = refusal();
        assertThat(failure.family()).as(String.valueOf(failure.getMessage())).isEqualTo(Family.GAP);
        assertThat(failure.hints())
                .containsExactly(
                        "Have the source ship all rows: rowferry export --config /etc/rowferry/exporter.yaml --target reporting"
                                + " --since " + ferry.standings().get("yard.parted") + " --full "
                                + tables.stream()
                                        .sorted()
                                        .map(TableName::argument)
                                        .collect(Collectors.joining(" ")));
        assertThat(ferry.targetRows()).isEqualTo(before);
        shipFull(tables);
        assertThat(ferry.importAll()).noneMatch(Result.Refused.class::isInstance);
        equal();
        writeAll("update <t> set v = 'last' where id = 5");
        follows();
    }

    /** Does what the hint says. */
    private void shipFull(List<TableName> tables) {
        Position since = new Position(ferry.standings().values().stream()
                .mapToLong(Long::longValue)
                .min()
                .orElseThrow());
        Outcome outcome = ferry.export(new Request(FullTables.asked(tables), Optional.of(since), false));
        ferry.ship(((Outcome.Exported) outcome).file());
    }

    private void follows() {
        assertThat(shipped()).allSatisfy(result -> assertThat(result).isInstanceOf(Result.Applied.class));
        equal();
    }

    private Failure refusal() {
        List<Result> results = shipped();
        assertThat(results).isNotEmpty().allMatch(Result.Refused.class::isInstance);
        return ((Result.Refused) results.get(results.size() - 1)).failure();
    }

    private List<Result> shipped() {
        if (ferry.export() instanceof Outcome.Exported exported) {
            ferry.ship(exported.file());
        }
        return ferry.importAll();
    }

    private void equal() {
        for (TableName table : ferry.cargo().tables()) {
            assertThat(rows(ferry.target().superuser(), table))
                    .as(table.toString())
                    .isEqualTo(rows(ferry.source().superuser(), table))
                    .isNotEmpty();
        }
    }

    private static List<List<String>> rows(TestDatabase database, TableName table) {
        return database.query("select id, v from " + table + " order by 1");
    }

    private void writeAll(String sql) {
        ferry.cargo().tables().forEach(table -> write(in(sql, table)));
    }

    private void write(String sql) {
        ferry.source().writer().execute(sql);
    }

    private void happen(Map<String, String> events) {
        events.forEach((table, sql) -> target(in(sql, TableName.of("yard", table))));
    }

    private void target(String sql) {
        ferry.target().superuser().execute(sql);
    }

    private static List<TableName> names(Map<String, String> events) {
        return events.keySet().stream()
                .map(name -> TableName.of("yard", name))
                .sorted()
                .toList();
    }

    private static String in(String sql, TableName table) {
        String name = table.name().name();
        return sql.replace("<t>", table.toString())
                .replace("<new>", TableName.of("yard", "new " + name).toString())
                .replace("<name>", table.name().toString())
                .replace("<pkey>", TableName.of("yard", name + "_pkey").name().toString());
    }
}
