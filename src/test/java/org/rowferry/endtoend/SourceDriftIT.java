package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.ExporterSettings.OnRewrite;
import org.rowferry.exporter.Outcome;
import org.rowferry.exporter.Request;
import org.rowferry.report.Failure;
import org.rowferry.schema.FullTables;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** What happens to a table on the source that no trigger sees: the next export notices, and ships it full. */
class SourceDriftIT {
    private static final TableName THINGS = TableName.of("drift", "things");
    private static final TableName UGLY = TableName.of("drift", "The \"Things\"");
    private static final String TYPES = """
            create type drift.mood as enum ('calm', 'cross');
            create type drift."The Mood's" as enum ('calm', 'cross');
            create type drift.spot as (x integer, y integer);
            create type drift.place as (at drift.spot, name text);
            create domain drift.moods as drift.mood[];
            create type drift.span as range (subtype = timestamp);
            alter type drift.mood owner to ferry_owner;
            alter type drift."The Mood's" owner to ferry_owner;
            alter type drift.spot owner to ferry_owner;
            alter type drift.place owner to ferry_owner;
            """;

    private static final Pipeline TEMPLATE = Pipeline.between(
            Servers.oldest(),
            Servers.newest(),
            new ShippedSchema(List.of(THINGS, UGLY), TYPES.replaceAll("alter type [^;]*;", ""), """
                    create table drift.things (id integer primary key, "group" text, moods drift.moods, place drift.place[]);
                    create table drift."The ""Things\""" ("i d" integer primary key, "group" text, mood drift."The Mood's");
                    """, ""));

    private final Pipeline ferry = TEMPLATE.copied();
    private final TestDatabase owner = ferry.source().owner();
    private final TestDatabase writer = ferry.source().writer();

    @BeforeEach
    void shipFirstRows() {
        ferry.source().superuser().execute(TYPES.substring(TYPES.indexOf("alter type")));
        writer.execute("""
                insert into drift.things
                select i, 'x', array['calm', 'cross']::drift.mood[], array[row(row(i, i), 'n')::drift.place]
                from generate_series(1, 5) as i;
                insert into drift."The ""Things\""" select i, 'x', 'calm' from generate_series(1, 5) as i""");
        ferry.importAllOf(ferry.export());
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    @AfterAll
    static void closeTemplate() {
        TEMPLATE.close();
    }

    private void on(String sql) {
        owner.execute(sql.replace("UGLY", UGLY.toString()));
    }

    /** Brings the target's tables to the same definition. */
    private void onTarget(String sql) {
        ferry.target().owner().execute(sql.replace("UGLY", UGLY.toString()));
    }

    private String why(Outcome outcome, TableName table) {
        return ((Outcome.Exported) outcome)
                .tables().stream()
                        .filter(line -> line.table().equals(table))
                        .findFirst()
                        .orElseThrow()
                        .full();
    }

    /** The next bundle holds the table in full for that reason, and the other one's changes; then all are equal. */
    private void assertFull(TableName table, String reason) {
        Outcome outcome = ferry.export();
        assertThat(why(outcome, table)).isEqualTo(reason);
        assertThat(why(outcome, table.equals(UGLY) ? THINGS : UGLY)).isEmpty();
        ferry.importAllOf(outcome);
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).hasSize(10);
        assertNothing();
    }

    private void assertNothing() {
        assertThat(ferry.export()).isInstanceOf(Outcome.NotExported.class);
    }

    @Test
    void columnAddedWithADefault_isShippedFull() {
        on("alter table UGLY add \"new one\" text default 'given'");
        onTarget("alter table UGLY add \"new one\" text");
        assertFull(UGLY, "its columns changed");
    }

    @Test
    void columnAddedWithADefaultThatNoJsonbHolds_isShippedFull() {
        on("alter table UGLY add \"new one\" json default '{\"a\": \"\\u0000\", \"attinhcount\": 1}'");
        onTarget("alter table UGLY add \"new one\" json");
        assertFull(UGLY, "its columns changed");
    }

    @Test
    void columnDroppedAndAddedAgainUnderItsNameAndType_isShippedFull() {
        on("alter table drift.things drop column \"group\", add \"group\" text default 'new'");
        onTarget("alter table drift.things drop column \"group\", add \"group\" text");
        assertFull(THINGS, "its columns changed");
    }

    @Test
    void columnDropped_isShippedFull() {
        on("alter table UGLY drop column \"group\"");
        onTarget("alter table UGLY drop column \"group\"");
        assertFull(UGLY, "its columns changed");
    }

    @Test
    void columnRenamed_isShippedFull() {
        on("alter table UGLY rename \"group\" to \"Gro up\"");
        onTarget("alter table UGLY rename \"group\" to \"Gro up\"");
        assertFull(UGLY, "its columns changed");
    }

    @Test
    void typeChangedUsingAnExpression_isShippedFull() {
        on("alter table UGLY alter \"group\" type varchar(9) using upper(\"group\")");
        onTarget("alter table UGLY alter \"group\" type varchar(9)");
        assertFull(UGLY, "its columns changed");
    }

    @Test
    void columnRewrittenInItsOwnType_isShippedFull() {
        on("alter table drift.things alter \"group\" type text using upper(\"group\")");
        assertFull(THINGS, "it was rewritten (ALTER TABLE, VACUUM FULL or CLUSTER)");
    }

    @Test
    void childForOneTransaction_isNoticed_thoughEachOfItsColumnsGotSomethingBesides() {
        on(
                "create table drift.parent (\"i d\" integer not null, \"group\" text); begin; alter table UGLY inherit"
                        + " drift.parent; update drift.parent set \"group\" = 'unseen'; alter table UGLY no inherit drift.parent,"
                        + " alter \"i d\" set statistics 7, alter \"group\" set statistics 7, alter mood set statistics 7; commit");
        assertFull(UGLY, WAS_CHILD);
    }

    @Test
    void rewriteThatTheEntryIgnores_isNotShipped() {
        ferry.setEntry(new Entry(THINGS, OnRewrite.IGNORE, CaptureSettings.USUAL));
        on("vacuum full drift.things");
        assertNothing();
    }

    @Test
    void enumLabelRenamed_isShippedFull() {
        on("alter type drift.\"The Mood's\" rename value 'calm' to 'it''s \"calm\"'");
        ferry.target().superuser().execute("alter type drift.\"The Mood's\" rename value 'calm' to 'it''s \"calm\"'");
        assertFull(UGLY, "labels of an enum were renamed");
    }

    @Test
    void enumLabelRenamedBelowADomainOverAnArray_isShippedFull() {
        on("alter type drift.mood rename value 'calm' to 'serene'");
        ferry.target().superuser().execute("alter type drift.mood rename value 'calm' to 'serene'");
        assertFull(THINGS, "labels of an enum were renamed");
    }

    @Test
    void enumLabelAdded_isNotShipped() {
        on("alter type drift.mood add value 'new' before 'calm'");
        assertNothing();
        writer.execute("update drift.things set moods = '{new}' where id = 1");
        ferry.target().superuser().execute("alter type drift.mood add value 'new'");
        Outcome outcome = ferry.export();
        assertThat(why(outcome, THINGS)).isEmpty();
        ferry.importAllOf(outcome);
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows());
    }

    @Test
    void attributeAddedToACompositeTwoTypesBelow_isShippedFull() {
        on("alter type drift.spot add attribute z integer");
        ferry.target().superuser().execute("alter type drift.spot add attribute z integer");
        assertFull(THINGS, "its composite types changed");
    }

    @Test
    void triggerDisabledAndEnabledAgain_isShippedFull() {
        on("alter table UGLY disable trigger rowferry_update");
        writer.execute("update drift.\"The \"\"Things\"\"\" set \"group\" = 'missed'");
        assertThatThrownBy(ferry::export)
                .isInstanceOf(Failure.class)
                .hasMessageContaining("the trigger rowferry_update is disabled");
        on("alter table UGLY enable trigger rowferry_update");
        assertFull(UGLY, "its capture was interrupted (a trigger was disabled for a while)");
    }

    @Test
    void triggersDisabledForOneTransaction_areNoticed() {
        on("begin; alter table drift.things disable trigger user; update drift.things set \"group\" = 'missed';"
                + " alter table drift.things enable trigger rowferry_insert, enable trigger rowferry_update,"
                + " enable trigger rowferry_delete, enable always trigger rowferry_key_change,"
                + " enable replica trigger rowferry_replica, enable always trigger rowferry_truncate; commit");
        assertFull(THINGS, "its capture was interrupted (a trigger was disabled for a while)");
    }

    private static final String WAS_CHILD =
            "it may have been a child or a partition for a while, or its columns' settings were changed";

    @Test
    void tableWrittenThroughAParentThatItHadForAWhile_isShippedFull() {
        on(
                "create table drift.parent (\"i d\" integer not null, \"group\" text); alter table UGLY inherit drift.parent");
        on("update drift.parent set \"group\" = 'unseen' where \"i d\" = 1; delete from drift.parent where \"i d\" = 2;"
                + " insert into UGLY select 2, 'seen', 'calm'");
        on("alter table UGLY no inherit drift.parent");
        assertFull(UGLY, WAS_CHILD);
    }

    /** A limit that docs/tables-and-columns.md states: nothing in the catalog of the child moves, and no trigger of it fires. */
    @Test
    void rowDeletedThroughAParentWithoutColumns_staysOnTheTarget_untilTheNextFull() {
        on("create table drift.bare (); alter table UGLY inherit drift.bare; delete from drift.bare where tableoid ="
                + " 'UGLY'::regclass; alter table UGLY no inherit drift.bare");
        assertThat(ferry.export()).isInstanceOf(Outcome.NotExported.class);
        assertThat(ferry.targetRows()).hasSize(10);
        assertThat(ferry.sourceRows()).hasSize(5);

        ferry.importAllOf(ferry.export(new Request(FullTables.asked(List.of(UGLY)), Optional.empty(), false)));
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows());
    }

    @Test
    void tableTruncatedThroughAParentWithoutColumns_isEmptyOnTheTargetToo() {
        on("create table drift.bare (); alter table UGLY inherit drift.bare; truncate drift.bare;"
                + " alter table UGLY no inherit drift.bare");
        ferry.importAllOf(ferry.export());
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).hasSize(5);
    }

    @Test
    void tableWrittenThroughARootThatItWasAPartitionOfForAWhile_isShippedFull() {
        on("create table drift.root (like UGLY) partition by list (\"group\");"
                + " alter table drift.root attach partition UGLY default");
        assertThatThrownBy(ferry::export).hasMessageContaining(UGLY + " is a partition of drift.root");
        on("update drift.root set \"i d\" = \"i d\" + 100; alter table drift.root detach partition UGLY");
        assertFull(UGLY, WAS_CHILD);
    }

    @Test
    void childForOneTransaction_isNoticed_whateverItsColumnsGotBesides() {
        on("create table drift.parent (id integer not null, \"group\" text); begin; alter table drift.things inherit"
                + " drift.parent; update drift.parent set \"group\" = null; alter table drift.things no inherit"
                + " drift.parent, alter id set statistics 7; commit");
        assertFull(THINGS, WAS_CHILD);
    }

    @Test
    void childOfAParentWithoutMostColumns_isNoticed_thoughTheOneThatItHadGotSomethingSince() {
        on("create table drift.parent (id integer not null); alter table drift.things inherit drift.parent;"
                + " update drift.parent set id = 20 where id = 2; alter table drift.things no inherit drift.parent;"
                + " grant select (id) on drift.things to public");
        assertFull(THINGS, WAS_CHILD);
    }

    @Test
    void rewriteThatTheEntryIgnores_isStillShippedFull_whereItMayHaveChangedRows() {
        ferry.setEntry(new Entry(THINGS, OnRewrite.IGNORE, CaptureSettings.USUAL));
        on("alter table drift.things alter \"group\" type text using upper(\"group\")");
        assertFull(THINGS, WAS_CHILD);
    }

    @Test
    void rowsThatASessionInTheReplicaRoleWrites_areShipped() {
        ferry.source().superuser().execute("""
                set session_replication_role = replica;
                insert into drift.things values (6, 'new');
                update drift.things set "group" = 'changed' where id = 1;
                update drift.things set id = 12 where id = 2;
                delete from drift.things where id = 3;
                reset session_replication_role""");
        assertThat(ferry.source()
                        .superuser()
                        .value("select sum(coalesce(cardinality(k1s), 1)) from rowferry.\"drift.things\""))
                .as("each key once: 5 inserted before, 6, 1, 2, 12, 3")
                .isEqualTo("10");
        Outcome outcome = ferry.export();
        assertThat(why(outcome, THINGS)).isEmpty();
        ferry.importAllOf(outcome);
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).hasSize(10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "truncate rowferry.\"drift.things\"",
                "delete from rowferry.\"drift.things\"",
                "delete from rowferry.\"drift.things\" where false",
                "update rowferry.\"drift.things\" set k1 = null",
                "set session_replication_role = replica; truncate rowferry.\"drift.things\""
            })
    void capturedRowsThatSomebodyTidiesUp_stay(String sql) {
        writer.execute("update drift.things set \"group\" = 'kept'");
        assertThatThrownBy(() -> ferry.source().superuser().execute(sql))
                .hasRootCauseInstanceOf(SQLException.class)
                .rootCause()
                .hasMessageContaining("holds the changes of drift.things that a target may not have yet")
                .hasMessageContaining("rowferry generate reset 'drift.things' --source");
        ferry.source().superuser().execute("reset session_replication_role");
        ferry.importAllOf(ferry.export());
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows());
    }

    @Test
    void capturedRowsThatAreGoneBehindTheGuard_makeAFull() {
        writer.execute("update drift.things set \"group\" = 'lost'");
        on("alter table rowferry.\"drift.things\" disable trigger rowferry_guard; truncate rowferry.\"drift.things\"");
        assertThatThrownBy(ferry::export).hasMessageContaining("the trigger rowferry_guard is disabled");
        on("alter table rowferry.\"drift.things\" enable always trigger rowferry_guard");
        assertFull(THINGS, "its capture was interrupted (a trigger was disabled for a while)");
    }

    @Test
    void shadowTableMadeAnewAsItWas_makesAFull() {
        writer.execute("update drift.things set \"group\" = 'lost'");
        on("""
                begin;
                create table drift.copy (like rowferry."drift.things" including all);
                drop table rowferry."drift.things";
                alter table drift.copy set schema rowferry;
                alter table rowferry.copy rename to "drift.things";
                create trigger rowferry_guard before update or delete or truncate on rowferry."drift.things"
                    for each statement execute function rowferry.guard_shadow();
                alter table rowferry."drift.things" enable always trigger rowferry_guard;
                grant insert on rowferry."drift.things" to ferry_capture;
                grant select, delete on rowferry."drift.things" to ferry_exporter;
                commit""");
        assertFull(THINGS, "its capture was interrupted (a trigger was disabled for a while)");
    }

    @Test
    void vacuumOfAShadowTable_isNoInterruption() {
        writer.execute("update drift.things set \"group\" = 'kept'");
        on("vacuum full rowferry.\"drift.things\"");
        Outcome outcome = ferry.export();
        assertThat(why(outcome, THINGS)).isEmpty();
        ferry.importAllOf(outcome);
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows());
    }

    @Test
    void vacuumOfTheCatalog_isNoInterruption() {
        for (String vacuum : List.of(
                "vacuum freeze pg_trigger",
                "vacuum full pg_trigger",
                "vacuum full pg_class",
                "vacuum full pg_attribute",
                "vacuum freeze pg_attribute",
                "analyze")) {
            ferry.source().superuser().execute(vacuum);
            assertNothing();
        }
        assertThat(ferry.source()
                        .superuser()
                        .value("select relfrozenxid::text::bigint > 1000 from pg_class where relname = 'pg_trigger'"))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter \"group\" set default 'x'",
                "alter \"group\" set not null",
                "alter \"group\" set statistics 7",
                "alter \"group\" set storage external"
            })
    void settingOfAColumn_isShippedFull_sinceItHidesAParentThatTheTableMayHaveHad(String setting) {
        on("alter table UGLY " + setting);
        assertFull(UGLY, WAS_CHILD);
    }

    @Test
    void whatNeitherChangesRowsNorHidesThem_isNotShipped() {
        on(
                "create index on UGLY (\"group\"); comment on table UGLY is 'x'; alter table UGLY add check (\"group\" <> 'y')");
        on("grant select on UGLY to public; alter table UGLY add unique (\"group\", \"i d\"); reindex table UGLY");
        assertNothing();
    }

    @Test
    void tableRenamed_isRefusedUntilTheConfigurationNamesIt_andIsShippedFullThen() {
        on("alter table UGLY rename to \"It's another\"");
        writer.execute("update drift.\"It's another\" set \"group\" = 'after' where \"i d\" = 1");
        assertRenamed(TableName.of("drift", "It's another"), "alter table UGLY rename to \"It's another\"");
    }

    @Test
    void schemaRenamed_isRefusedUntilTheConfigurationNamesIt_andIsShippedFullThen() {
        ferry.source().superuser().execute("alter schema drift rename to \"the Drift\"");
        writer.execute("update \"the Drift\".\"The \"\"Things\"\"\" set \"group\" = 'after' where \"i d\" = 1");
        ferry.target().superuser().execute("alter schema drift rename to \"the Drift\"");
        assertThatThrownBy(ferry::export)
                .satisfies(failure -> assertThat(((Failure) failure).hints())
                        .containsExactly(
                                "It was renamed: write \"the Drift\".things into the configuration.",
                                "It was renamed: write \"the Drift\".\"The \"\"Things\"\"\" into the configuration."));
        assertThat(exportOnly(TableName.of("the Drift", "The \"Things\""))).isEqualTo("it was renamed");
    }

    private void assertRenamed(TableName name, String sql) {
        assertThatThrownBy(ferry::export)
                .hasMessage("the source has no table " + UGLY)
                .satisfies(failure -> assertThat(((Failure) failure).hints())
                        .containsExactly("It was renamed: write " + name + " into the configuration."));
        onTarget(sql);
        assertThat(exportOnly(name)).isEqualTo("it was renamed");
        on("alter table " + name + " rename to third");
        assertThatThrownBy(() -> ferry.exportTo(Pipeline.TARGET, List.of(name), Request.due()))
                .satisfies(failure -> assertThat(((Failure) failure).hints())
                        .containsExactly("It was renamed: write drift.third into the configuration."));
    }

    /** What was written under the old name and the new one is in the bundle. */
    private String exportOnly(TableName table) {
        Outcome outcome = ferry.exportTo(Pipeline.TARGET, List.of(table), Request.due());
        assertThat(((Outcome.Exported) outcome).tables())
                .singleElement()
                .satisfies(line -> assertThat(line.rows()).isEqualTo(5));
        return why(outcome, table);
    }

    @Test
    void tableReplacedUnderTheSameName_isRefusedUntilItIsCaptured_andIsShippedFullThen() {
        on(
                "alter table UGLY rename to old; create table UGLY (\"i d\" integer primary key, \"group\" text, mood drift.\"The Mood's\");"
                        + " insert into UGLY select i, 'replaced', 'cross' from generate_series(1, 5) as i");
        assertThatThrownBy(ferry::export).hasMessageContaining("changes of " + UGLY + " are not captured");
        on("drop table drift.old");
        ferry.source().generateExporter();
        assertFull(UGLY, "it was not shipped to this target before");
    }

    @Test
    void keyChanged_isRefusedUntilItIsCapturedAnew_andIsShippedFullThen() {
        on(
                "alter table UGLY drop constraint \"The \"\"Things\"\"_pkey\", alter \"i d\" drop not null, add \"no\" serial primary key");
        assertThatThrownBy(ferry::export)
                .hasMessageContaining("it was made for the key [\"i d\"], which is no key of the table any more");
        ferry.source().generateExporter();
        onTarget("alter table UGLY drop constraint \"The \"\"Things\"\"_pkey\", add \"no\" serial primary key");
        assertFull(UGLY, "its capture was installed anew");
    }
}
