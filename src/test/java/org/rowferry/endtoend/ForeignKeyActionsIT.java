package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.TableName;
import org.rowferry.testing.TakesTurns;
import org.rowferry.testing.TestDatabase;

/** Foreign keys of the target that delete or change rows never do so to a row that did not change on the source. */
@TakesTurns
@ParameterizedClass(name = "towards the newest server: {0}")
@ValueSource(booleans = {true, false})
class ForeignKeyActionsIT {
    private static final String PARTITIONED = Stream.of("Whole", "Part of it")
            .map(table -> """
                    alter table tied."<table>" rename to plain;
                    create table tied."<table>" (like tied.plain) partition by range (id);
                    alter table tied."<table>" add primary key (id);
                    create table tied."low <table>" partition of tied."<table>" for values from (minvalue) to (3);
                    create table tied."high <table>" partition of tied."<table>" default;
                    drop table tied.plain;
                    grant select, insert, update, delete on tied."<table>" to ferry_importer;
                    """.replace("<table>", table))
            .collect(Collectors.joining());

    private static final ShippedSchema CARGO = new ShippedSchema(
            List.of(
                    TableName.of("tied", "Child's"),
                    TableName.of("tied", "Parent's"),
                    TableName.of("tied", "tree"),
                    TableName.of("tied", "pair"),
                    TableName.of("tied", "single"),
                    TableName.of("tied", "Whole"),
                    TableName.of("tied", "Part of it")),
            """
            create table tied."Parent's" ("group" integer primary key, "the code" text);
            create table tied."Child's" (id integer primary key, "group" bigint, "the code" text);
            create table tied.tree (id integer primary key, up integer);
            create table tied.pair (a integer, b text, primary key (b, a));
            create table tied.single (id integer primary key, b text, a integer);
            create table tied."Whole" (id integer primary key, at date);
            create table tied."Part of it" (id integer primary key, whole integer)
            """,
            PARTITIONED + """
            alter table tied."Parent's" add unique ("the code")
            """);

    private static final String SOME = " = (select %2$s from tied.%1$s order by random() limit 1)";

    private static final List<String> LIVES = List.of(
            "delete from tied.\"Parent's\" where \"group\""
                    + String.format(Locale.ROOT, SOME, "\"Parent's\"", "\"group\""),
            "update tied.\"Parent's\" set \"group\" = nextval('tied.fresh'), \"the code\" = nextval('tied.fresh') where \"group\""
                    + String.format(Locale.ROOT, SOME, "\"Parent's\"", "\"group\""),
            "update tied.\"Parent's\" set \"the code\" = nextval('tied.fresh') where \"group\""
                    + String.format(Locale.ROOT, SOME, "\"Parent's\"", "\"group\""),
            "insert into tied.\"Parent's\" select n, 'code ' || n from nextval('tied.fresh') n",
            "insert into tied.\"Child's\" select nextval('tied.fresh'), * from tied.\"Parent's\" order by random() limit 3",
            "update tied.\"Child's\" set \"group\" = (select \"group\" from tied.\"Parent's\" order by random() limit 1)"
                    + " where id" + String.format(Locale.ROOT, SOME, "\"Child's\"", "id"),
            "insert into tied.tree select nextval('tied.fresh'), id from tied.tree order by random() limit 2",
            "insert into tied.tree values (nextval('tied.fresh'), null)",
            "delete from tied.tree where id" + String.format(Locale.ROOT, SOME, "tree", "id"),
            "update tied.tree set id = nextval('tied.fresh') where id" + String.format(Locale.ROOT, SOME, "tree", "id"),
            "update tied.tree set up = null where id" + String.format(Locale.ROOT, SOME, "tree", "id"),
            "insert into tied.pair values (nextval('tied.fresh'), 'new')",
            "insert into tied.single select nextval('tied.fresh'), b, a from tied.pair order by random() limit 2",
            "delete from tied.pair where a" + String.format(Locale.ROOT, SOME, "pair", "a"),
            "update tied.pair set a = nextval('tied.fresh'), b = upper(b) where a"
                    + String.format(Locale.ROOT, SOME, "pair", "a"));

    private static final BothWays FERRIES = new BothWays(CARGO);

    private final Pipeline ferry;
    private final TestDatabase target;

    ForeignKeyActionsIT(boolean towardsNewest) {
        ferry = FERRIES.towardsNewest(towardsNewest);
        target = ferry.target().owner();
    }

    @AfterAll
    static void close() {
        FERRIES.close();
    }

    @BeforeEach
    void ship() {
        arrives("""
                insert into tied."Parent's" select g, 'code ' || g from generate_series(1, 5) g;
                insert into tied."Child's" select g, g, 'code ' || g from generate_series(1, 4) g;
                insert into tied.tree values (1, null), (2, 1), (3, 2), (4, null);
                insert into tied.pair values (1, 'one'), (2, 'two'), (3, 'three');
                insert into tied.single values (1, 'one', 1), (2, 'two', 2), (4, null, null);
                insert into tied."Whole" select g, 'infinity' from generate_series(1, 6) g;
                insert into tied."Part of it" select g, g from generate_series(1, 4) g
                """);
    }

    @AfterEach
    void forget() {
        target.execute("drop table if exists tied.own");
        dropForeignKeys(target);
        dropForeignKeys(ferry.source().owner());
        ferry.begin();
    }

    private static void dropForeignKeys(TestDatabase side) {
        side.execute("""
                do $$
                declare
                    doomed record;
                begin
                    for doomed in select conrelid::regclass as child, conname from pg_constraint
                        where contype = 'f' and conparentid = 0 and connamespace = 'tied'::regnamespace
                    loop
                        execute format('alter table %s drop constraint %I', doomed.child, doomed.conname);
                    end loop;
                end
                $$
                """);
    }

    private void byGroup(String actions) {
        target.execute("alter table tied.\"Child's\" alter \"group\" set default 5, add constraint \"to group\""
                + " foreign key (\"group\") references tied.\"Parent's\" " + actions);
    }

    private void byCode(String actions) {
        target.execute("alter table tied.\"Child's\" add constraint \"to code\" foreign key (\"the code\")"
                + " references tied.\"Parent's\" (\"the code\") " + actions);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cascade", "set null", "set default", "restrict", "no action"})
    void childThatGoesOrGoesOver_letsItsParentGo(String action) {
        byGroup("on delete " + action);
        arrives("""
                delete from tied."Child's" where "group" = 1;
                update tied."Child's" set "group" = null where "group" = 2;
                insert into tied."Parent's" values (9, 'new');
                update tied."Child's" set "group" = 9 where "group" = 3;
                delete from tied."Parent's" where "group" in (1, 2, 3)
                """);
    }

    @ParameterizedTest
    @CsvSource({"cascade, delete", "set null, change", "set default, change"})
    void childThatStaysWhileItsParentGoes_refusesTheBundle(String action, String does) {
        byGroup("on delete " + action + " not valid");
        assertRefused(
                "delete from tied.\"Parent's\" where \"group\" in (3, 5)",
                "\"to group\" would " + does + " rows of tied.\"Child's\"",
                "(\"group\")=(3) of tied.\"Parent's\", which it deletes");
        arrivesAnew("update tied.\"Child's\" set \"group\" = 4 where \"group\" = 3");
    }

    @Test
    void childThatComesAsAnOrphan_refusesTheBundle() {
        byGroup("on delete cascade");
        assertRefused(
                "delete from tied.\"Parent's\" where \"group\" = 5; insert into tied.\"Child's\" values (7, 5, '')",
                "\"to group\" would delete rows of tied.\"Child's\"",
                "(\"group\")=(5)");
        arrivesAnew("insert into tied.\"Parent's\" values (5, 'again')");
    }

    @Test
    void fullThatLeavesChildrenBehind_refusesTheBundle() {
        target.execute("create table tied.own (id integer primary key, \"group\" integer default 1"
                + " references tied.\"Parent's\" on delete set null); insert into tied.own values (1), (2)");
        ferry.target().superuser().execute("grant select on tied.own to ferry_importer");
        assertRefused(
                "truncate tied.\"Parent's\"; insert into tied.\"Parent's\" values (2, 'new')",
                "own_group_fkey would change rows of tied.own",
                "(\"group\")=(1)");
        target.execute("update tied.own set \"group\" = 2");
        arrives("update tied.\"Parent's\" set \"the code\" = 'newer'");
        assertThat(target.value("select string_agg(id || ':' || \"group\", ' ' order by id) from tied.own"))
                .isEqualTo("1:2 2:2");
    }

    @Test
    void tableThatTheRoleMayNotRead_refusesTheBundleOnlyWhereRowsGo() {
        target.execute("create table tied.own (\"group\" integer references tied.\"Parent's\" on delete cascade)");
        arrives("insert into tied.\"Parent's\" values (6, 'six')");
        Failure failure = assertRefused(
                "delete from tied.\"Parent's\" where \"group\" = 6", "own_group_fkey", "ferry_importer may not read");
        assertThat(failure.hints()).anyMatch(hint -> hint.contains("grant select on tied.own to ferry_importer;"));
        target.execute("grant select on tied.own to ferry_importer");
        arrives("insert into tied.\"Parent's\" values (7, 'seven')");
    }

    @Test
    void codesThatChangePlaces_goThroughOnUpdateCascade() {
        byCode("on update cascade");
        arrives("""
                update tied."Parent's" set "the code" = '?' where "group" = 1;
                update tied."Parent's" set "the code" = 'code 1' where "group" = 2;
                update tied."Parent's" set "the code" = 'code 2' where "group" = 1;
                update tied."Parent's" set "the code" = 'new' where "group" = 3;
                update tied."Child's" set "the code" = 'new' where id = 3
                """);
    }

    @Test
    void codeThatGoesFromOneRowToAnother_keepsItsChildren() {
        byCode("on update restrict");
        arrives("""
                update tied."Parent's" set "the code" = 'none' where "group" = 5;
                delete from tied."Parent's" where "group" = 4;
                insert into tied."Parent's" values (9, 'code 4')
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cascade", "set null"})
    void childOfAnOldCodeThatStays_refusesTheBundle(String action) {
        byCode("on update " + action);
        assertRefused(
                "update tied.\"Parent's\" set \"the code\" = 'other' where \"group\" = 2",
                "\"to code\"",
                "tied.\"Child's\"",
                "(code 2)");
        arrivesAnew("update tied.\"Child's\" set \"the code\" = 'other' where id = 2");
    }

    @Test
    void codesThatChangePlaces_areRefusedWhereForeignKeysActOnBoth() {
        byCode("on update cascade on delete cascade");
        Failure failure = assertRefused("""
                update tied."Parent's" set "the code" = '?' where "group" = 1;
                update tied."Parent's" set "the code" = 'code 1' where "group" = 2;
                update tied."Parent's" set "the code" = 'code 2' where "group" = 1
                """, "\"to code\" would change rows of tied.\"Child's\"", "which it changes");
        assertThat(way(failure)).doesNotContain("CASCADE");
        target.execute(way(failure));
        arrives("delete from tied.\"Child's\" where id = 1");
    }

    @Test
    void treeWithOnDeleteCascade_losesBranchesAndKeepsThoseThatWereHungElsewhere() {
        target.execute("alter table tied.tree add foreign key (up) references tied.tree on delete cascade");
        arrives("""
                update tied.tree set up = 4 where id = 3;
                delete from tied.tree where id in (1, 2)
                """);
        assertRefused("delete from tied.tree where id = 4", "tree_up_fkey would delete rows of tied.tree", "(id)=(4)");
        arrivesAnew("delete from tied.tree where id = 3");
    }

    @Test
    void compositeKeyOnTheWay_isNamedWhole() {
        target.execute("alter table tied.single add constraint \"in \"\"pairs\"\"\" foreign key (b, a)"
                + " references tied.pair (b, a) match full on delete cascade on update cascade");
        arrives("delete from tied.pair where a = 3; update tied.single set (a, b) = (null, null) where id = 2");
        assertRefused(
                "delete from tied.pair where a = 1",
                "\"in \"\"pairs\"\"\" would delete rows of tied.single",
                "(b, a)=(one, 1) of tied.pair");
        arrivesAnew("delete from tied.single where a = 1");
    }

    @Test
    void partitionsOnBothSides_areLookedInto() {
        target.execute("""
                create table tied.own (id integer primary key references tied."low Whole" on delete cascade);
                insert into tied.own values (2);
                grant select on tied.own to ferry_importer;
                alter table tied."Part of it" add constraint "to Whole"
                    foreign key (whole) references tied."Whole" on delete cascade
                """);
        arrives("delete from tied.\"Part of it\" where id = 4; delete from tied.\"Whole\" where id = 4");
        assertRefused("delete from tied.\"Whole\" where id = 3", "\"to Whole\"", "(id)=(3)");
        arrivesAnew("delete from tied.\"Part of it\" where id in (2, 3)");
        assertRefused(
                "delete from tied.\"Whole\" where id = 2",
                "own_id_fkey would delete rows of tied.own",
                "of tied.\"low Whole\"");
        target.execute("delete from tied.own");
        arrives("insert into tied.\"Whole\" values (8, null)");
    }

    @Test
    void rowThatGetsAnotherKeyWhileItsCodeIsReferredTo_isRefused_andArrivesOnceTheForeignKeyDoesNotAct() {
        byCode("on delete cascade");
        Failure failure = assertRefused(
                "update tied.\"Parent's\" set \"group\" = 30 where \"group\" = 3",
                "\"to code\" would delete rows of tied.\"Child's\"",
                "(\"the code\")=(code 3) of tied.\"Parent's\", which it deletes");
        target.execute(way(failure));
        arrives("delete from tied.\"Child's\" where id = 1");
    }

    private static String way(Failure failure) {
        String hint = failure.hints().stream()
                .filter(one -> one.startsWith("Or let the foreign key refuse"))
                .findFirst()
                .orElseThrow();
        return hint.substring(hint.indexOf(": ") + 2);
    }

    @Test
    void familiesThatLiveAtRandom_arriveWhereBothSidesActAlike() {
        for (TestDatabase side : List.of(ferry.source().owner(), target)) {
            side.execute("""
                    alter table tied."Parent's" drop constraint if exists codes, add constraint codes unique ("the code");
                    alter table tied."Child's" add foreign key ("group") references tied."Parent's"
                            on delete cascade on update cascade,
                        add foreign key ("the code") references tied."Parent's" ("the code")
                            on delete set null on update cascade;
                    alter table tied.tree add foreign key (up) references tied.tree on delete cascade on update cascade;
                    alter table tied.single add foreign key (b, a) references tied.pair (b, a) match full
                            on delete set null on update cascade;
                    create sequence if not exists tied.fresh start 100;
                    grant usage on sequence tied.fresh to public
                    """);
        }
        Random random = new Random(13_18);
        for (int round = 0; round < 15; round++) {
            StringBuilder lives = new StringBuilder();
            for (int i = 0; i < 6; i++) {
                lives.append(LIVES.get(random.nextInt(LIVES.size()))).append(';');
            }
            arrives(lives.toString());
        }
    }

    private Failure assertRefused(String sql, String... words) {
        ferry.source().writer().execute(sql);
        Failure failure = ferry.refusalOf(ferry.export());
        assertThat(failure.family()).isEqualTo(Family.TARGET);
        assertThat(failure).hasMessageContainingAll(words);
        return failure;
    }

    /** Mends the source and sees that the target follows. */
    private void arrivesAnew(String sql) {
        ferry.source().writer().execute(sql);
        ferry.importAllOf(ferry.exportInPlaceOfRefused());
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).isNotEmpty();
    }

    /** Changes the source and sees that the target follows, with what waits besides. */
    private void arrives(String sql) {
        ferry.source().writer().execute(sql);
        ferry.importAllOf(ferry.export());
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).isNotEmpty();
    }
}
