package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.report.Failure;
import org.rowferry.schema.TableName;
import org.rowferry.testing.TakesTurns;
import org.rowferry.testing.TestDatabase;

/** Values that are unique on the target change places between rows within one window. */
@TakesTurns
@ParameterizedClass(name = "towards the newest server: {0}")
@ValueSource(booleans = {true, false})
class UniqueSwapsIT {
    private static final ShippedSchema CARGO =
            new ShippedSchema(List.of(TableName.of("seats", "Guest's"), TableName.of("seats", "waiter")), """
            create table seats."Guest's" (
                "no" integer primary key, "group" text, years int4range, host integer, note text
            );
            create table seats.waiter (id integer primary key, badge integer, guest integer)
            """, "");

    private static final String WORDS = "array['a', 'b', 'c', 'd', 'e', 'f']";

    private static final BothWays FERRIES = new BothWays(CARGO);

    private final Pipeline ferry;
    private final TestDatabase target;

    UniqueSwapsIT(boolean towardsNewest) {
        ferry = FERRIES.towardsNewest(towardsNewest);
        target = ferry.target().owner();
    }

    @AfterAll
    static void close() {
        FERRIES.close();
    }

    @BeforeEach
    void ship() {
        arrives(
                "insert into seats.\"Guest's\" select g, (" + WORDS + ")[g], int4range(10 * g, 10 * g + 5), g, 'n'"
                        + " from generate_series(1, 6) g; insert into seats.waiter select g, g, g from generate_series(1, 6) g");
    }

    @AfterEach
    void forget() {
        target.execute("drop table seats.\"Guest's\", seats.waiter cascade; drop table if exists seats.own");
        ferry.target().generate();
        ferry.begin();
    }

    /** Seats the guests anew: each gets what another had. */
    private void move(String to) {
        arrives("with new as (select \"no\", (" + to + ")[\"no\"] as place from seats.\"Guest's\")"
                + " update seats.\"Guest's\" g set \"group\" = (" + WORDS + ")[new.place],"
                + " years = int4range(10 * new.place, 10 * new.place + 5) from new where new.\"no\" = g.\"no\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table seats.\"Guest's\" add unique (\"group\")",
                "alter table seats.\"Guest's\" add unique (\"group\") deferrable",
                "create unique index on seats.\"Guest's\" (\"group\") where \"no\" < 5",
                "create unique index on seats.\"Guest's\" (upper(\"group\"))",
                "alter table seats.\"Guest's\" add exclude using gist (years with &&)",
                "alter table seats.\"Guest's\" add exclude using gist (years with &&) deferrable initially deferred"
            })
    void valuesThatChangePlaces_arriveInATableThatIsMerged(String constraint) {
        target.execute("alter table seats.\"Guest's\" add own serial; " + constraint);
        target.execute("update seats.\"Guest's\" set own = 100 + \"no\"");
        ferry.target().superuser().execute("grant all on all sequences in schema seats to ferry_importer");
        move("array[2, 1, 3, 4, 5, 6]");
        move("array[2, 3, 4, 5, 6, 1]");
        move("array[6, 5, 4, 3, 2, 1]");
        assertThat(target.value("select count(*) from seats.\"Guest's\" where own = 100 + \"no\""))
                .as("rows that kept what is the target's own")
                .isEqualTo("6");
    }

    @Test
    void valuesThatChangePlaces_arriveInATableThatIsReplaced() {
        target.execute("alter table seats.\"Guest's\" add unique (\"group\"), add exclude using gist (years with &&)");
        move("array[2, 3, 1, 6, 5, 4]");
    }

    @Test
    void valuesThatChangePlaces_arriveWithAFullOverRows() {
        target.execute("alter table seats.\"Guest's\" add unique (\"group\"), add exclude using gist (years with &&)");
        ferry.source().writer().execute("""
                create temporary table old as select * from seats."Guest's";
                truncate seats."Guest's";
                insert into seats."Guest's" select "no", "group", years, host, note from old;
                drop table old
                """);
        move("array[2, 3, 1, 4, 5, 6]");
        assertThat(target.value("select count(distinct xmin::text) from seats.\"Guest's\""))
                .as("transactions that wrote the rows, as three of six are equal")
                .isEqualTo("2");
    }

    @Test
    void valuesThatChangePlaces_passForeignKeysThatWaitForTheStatementsEnd() {
        target.execute("""
                alter table seats."Guest's" add unique ("group"), add foreign key (host) references seats."Guest's";
                alter table seats.waiter add unique (badge), add foreign key (guest) references seats."Guest's";
                create table seats.own (name text references seats."Guest's" ("group"));
                insert into seats.own values ('a'), ('f')
                """);
        ferry.source().writer().execute("""
                update seats."Guest's" set host = 7 - "no";
                update seats.waiter set badge = 7 - badge, guest = 7 - guest
                """);
        move("array[2, 1, 4, 3, 6, 5]");
        assertThat(target.value("select string_agg(name, '' order by name) from seats.own"))
                .isEqualTo("af");
    }

    @Test
    void onlyTheTableWhoseValuesChangePlaces_isWrittenAnew() {
        target.execute("""
                alter table seats."Guest's" add foreign key (host) references seats."Guest's";
                alter table seats.waiter add own text default 'kept', add unique (badge),
                    add foreign key (guest) references seats."Guest's" on delete cascade;
                create table seats.own (what text);
                create function seats.note() returns trigger language plpgsql as
                    $$begin insert into seats.own values (tg_op); return null; end$$;
                create trigger note after insert or update or delete on seats."Guest's"
                    for each row execute function seats.note();
                grant insert on seats.own to ferry_importer
                """);
        arrives("update seats.\"Guest's\" set note = '' where \"no\" = 1; update seats.waiter set badge = 7 - badge");
        assertThat(target.query("select * from seats.own")).isEqualTo(List.of(List.of("UPDATE")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cascade", "set null", "set default", "restrict"})
    void valuesThatChangePlaces_areRefusedWhereForeignKeysAct_andArriveOnceTheConstraintWaits(String action) {
        target.execute("alter table seats.\"Guest's\" add constraint \"one's\" unique (\"group\");"
                + " create table seats.own (guest integer default 1 references seats.\"Guest's\" on delete " + action
                + "); insert into seats.own values (1), (2)");
        ferry.source().writer().execute("""
                update seats."Guest's" set "group" = '?' where "no" = 1;
                update seats."Guest's" set "group" = 'a' where "no" = 2;
                update seats."Guest's" set "group" = 'b' where "no" = 1
                """);
        Failure failure = ferry.refusalOf(ferry.export());
        assertThat(failure).hasMessageContainingAll("seats.\"Guest's\"", "\"one's\"", "(\"group\")=(");
        assertThat(failure.hints()).anyMatch(hint -> hint.contains("own_guest_fkey"));
        String way = failure.hints().stream()
                .filter(hint -> hint.startsWith("Let the constraint wait"))
                .findFirst()
                .orElseThrow();
        target.execute(way.substring(way.indexOf(": ") + 2));
        arrives("update seats.\"Guest's\" set note = 'after'");
        assertThat(target.value("select string_agg(guest::text, '' order by guest) from seats.own"))
                .isEqualTo("12");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "deferrable"})
    void valueThatTheSourceHasTwice_refusesTheBundle(String when) {
        target.execute(
                "alter table seats.\"Guest's\" add own text, add constraint \"one's\" unique (\"group\") " + when);
        ferry.source().writer().execute("update seats.\"Guest's\" set \"group\" = 'a' where \"no\" = 2");
        Failure failure = ferry.refusalOf(ferry.export());
        assertThat(failure).hasMessageContainingAll("\"one's\"", "(\"group\")=(a)");
        assertThat(failure.hints())
                .anyMatch(hint -> hint.contains("alter table seats.\"Guest's\" drop constraint \"one's\";"));
        target.execute("alter table seats.\"Guest's\" drop constraint \"one's\"");
        arrives("update seats.\"Guest's\" set note = 'after'");
    }

    @Test
    void partitionsWithUniqueIndexes_takeValuesThatChangePlaces() {
        target.execute("""
                alter table seats."Guest's" rename to plain;
                create table seats."Guest's" (like seats.plain, own text default 'new') partition by range ("no");
                alter table seats."Guest's" add primary key ("no"), add unique ("group", "no");
                create table seats.low partition of seats."Guest's" for values from (minvalue) to (3);
                create table seats.high partition of seats."Guest's" default;
                create unique index on seats.low ("group");
                insert into seats."Guest's" select *, 'kept' from seats.plain;
                drop table seats.plain;
                grant select, insert, update, delete on seats."Guest's" to ferry_importer
                """);
        ferry.target().superuser().execute("update rowferry.import_tracking set table_oid = null");
        move("array[2, 1, 6, 5, 4, 3]");
        arrives("insert into seats.\"Guest's\" values (7, 'g', null, null, null)");
        assertThat(target.value("select string_agg(own, ' ' order by \"no\") from seats.\"Guest's\""))
                .isEqualTo("kept kept kept kept kept kept new");
    }

    @Test
    void guestsWhoAreSeatedAtRandom_allArrive() {
        target.execute("""
                alter table seats."Guest's" add unique ("group"), add exclude using gist (years with &&),
                    add own text default 'own', add foreign key (host) references seats."Guest's";
                alter table seats.waiter add unique (badge), add foreign key (guest) references seats."Guest's"
                """);
        Random random = new Random(20_240_601);
        List<Integer> places = new ArrayList<>(List.of(1, 2, 3, 4, 5, 6));
        for (int round = 0; round < 12; round++) {
            Collections.shuffle(places, random);
            int gone = 1 + random.nextInt(6);
            ferry.source()
                    .writer()
                    .execute(String.format(
                            Locale.ROOT,
                            """
                    delete from seats."Guest's" where "no" = %1$s;
                    update seats."Guest's" set host = null where host = %1$s;
                    update seats.waiter set guest = null where guest = %1$s;
                    update seats.waiter set badge = (array%2$s)[id];
                    %3$s
                    """,
                            gone,
                            places,
                            random.nextBoolean()
                                    ? String.format(
                                            Locale.ROOT,
                                            "insert into seats.\"Guest's\" values (%1$s, 'x', null, %1$s, 'x');",
                                            gone)
                                    : ""));
            move("array" + places);
        }
    }

    /** Changes the source and sees that the target follows in the columns that are the source's. */
    private void arrives(String sql) {
        ferry.source().writer().execute(sql);
        ferry.importAllOf(ferry.export());
        String guests = "select \"no\", \"group\", years, host, note from seats.\"Guest's\" order by 1";
        assertThat(target.query(guests)).isEqualTo(ferry.source().superuser().query(guests));
        String waiters = "select id, badge, guest from seats.waiter order by 1";
        assertThat(target.query(waiters)).isEqualTo(ferry.source().superuser().query(waiters));
    }
}
