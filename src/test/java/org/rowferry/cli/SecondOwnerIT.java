package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** Two owners of tables share a server: neither reaches what the other's capture notes. */
@ParameterizedClass
@EnumSource
class SecondOwnerIT {
    private static final List<String> ROLES =
            List.of("rowferry_capture", "rowferry_exporter", "two_lab_capture", "two_lab_exporter");

    private final TestDatabase database;
    private final TestDatabase shop;
    private final TestDatabase lab;

    /** Where the rules about roles differ. */
    enum On {
        OLDEST,
        NEWEST
    }

    SecondOwnerIT(On on) throws IOException {
        database = (on == On.OLDEST ? Servers.oldest() : Servers.newest()).newDatabase("two_owners");
        shop = database.as("two_shop");
        lab = database.as("two_lab");
        shop.execute("select 1");
        lab.execute("select 1");
        database.as("two_admin").execute("select 1");
        database.execute("alter role two_admin createrole; alter database " + database.name() + " owner to two_admin");
        roleSql("set rowferry.owner = 'two_shop'");
        for (TestDatabase owner : List.of(shop, lab)) {
            database.execute("grant create on database " + database.name() + " to " + owner.user());
            owner.execute(
                    "create schema " + owner.user() + "; create table " + owner.user() + ".t (id int primary key)");
        }
        assertOk(generate(shop, "tracking"));
        assertOk(generate(shop, "exporter two_shop.t"));
    }

    @AfterEach
    void forget() {
        for (String role : ROLES) {
            database.execute(String.format(Locale.ROOT, """
                    do $$
                    begin
                        if exists (select from pg_roles where rolname = '%1$s') then
                            drop owned by %1$s cascade;
                            drop role %1$s;
                        end if;
                    end
                    $$""", role));
        }
        database.close();
    }

    @Test
    void captureRoleOfAnOwner_isNotGivenToASecondOne() {
        assertThatThrownBy(() -> roleSql("set rowferry.owner = 'two_lab'"))
                .rootCause()
                .hasMessageContaining("role rowferry_capture has other members than two_lab: two_shop")
                .hasMessageContaining("set rowferry.capture to another name, such as 'two_lab_capture'");
    }

    @Test
    void secondOwner_hasASchemaAndRolesOfHisOwn_andLaterScriptsFindThem() throws IOException {
        roleSql("set rowferry.owner = 'two_lab'; set rowferry.capture = 'two_lab_capture';"
                + " set rowferry.exporter = 'two_lab_exporter'");
        assertThat(generate(lab, "exporter two_lab.t --schema ferry").text())
                .contains("rowferry generate tracking --source")
                .contains(" --schema ferry --apply");
        assertOk(generate(
                lab, "tracking --schema ferry --capture-role two_lab_capture --exporter-role two_lab_exporter"));
        assertOk(generate(lab, "exporter two_lab.t --schema ferry"));

        lab.execute("insert into two_lab.t values (1)");
        shop.execute("insert into two_shop.t values (1)");
        assertThat(lab.value("select count(*) from ferry.\"two_lab.t\"")).isEqualTo("1");
        assertThat(shop.value("select count(*) from rowferry.\"two_shop.t\"")).isEqualTo("1");
        assertThat(database.query("""
                select n.nspname, pg_get_userbyid(p.proowner), has_table_privilege('two_lab_exporter', 'ferry."two_lab.t"', 'delete')
                from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
                where p.proname = 'two_lab.t'""")).containsExactly(List.of("ferry", "two_lab_capture", "t"));
        for (String attack : List.of(
                "insert into rowferry.\"two_shop.t\" values (pg_current_xact_id(), 9)",
                "drop function rowferry.\"two_shop.t\"() cascade",
                "create or replace function rowferry.\"two_shop.t\"() returns trigger language plpgsql as 'begin end'")) {
            assertThatThrownBy(() -> lab.execute(attack)).rootCause().hasMessageContaining("ermission denied");
        }
    }

    @Test
    void captureRoleThatTwoOwnersShare_isRefusedByTheScripts() {
        database.execute("grant rowferry_capture to two_lab");

        Operator.Answer first = generate(shop, "exporter two_shop.t");
        Operator.Answer second = generate(lab, "tracking --schema ferry --capture-role rowferry_capture");

        assertThat(first.code()).as(first.text()).isNotZero();
        assertThat(first.text()).contains("has other members: two_lab", "revoke rowferry_capture from two_lab");
        assertThat(second.code()).as(second.text()).isNotZero();
        assertThat(second.text()).contains("has other members: two_shop");
    }

    /** From 16 on, what one role granted is still there after another one's REVOKE. */
    @Test
    void membershipThatTheAdminGranted_isTakenByTheHints() throws IOException {
        try (TestDatabase admin = database.as("two_admin")) {
            admin.execute("grant rowferry_capture to two_lab");
        }
        database.execute("grant rowferry_capture to two_lab");

        Operator.Answer script = generate(shop, "exporter two_shop.t");
        assertThat(script.code()).as(script.text()).isNotZero();
        String ofTheKit = String.valueOf(
                catchThrowable(() -> roleSql("set rowferry.owner = 'two_shop'")).getCause());
        for (String words : List.of(script.text(), ofTheKit)) {
            assertThat(words).contains("other members");
            database.execute("grant rowferry_capture to two_lab");
            database.execute(words.replaceAll("(?s).*superuser run: ([^\n]*;).*", "$1"));
            assertOk(generate(shop, "exporter two_shop.t"));
            try (TestDatabase admin = database.as("two_admin")) {
                admin.execute("grant rowferry_capture to two_lab");
            }
        }
        assertThat(database.query("select from pg_auth_members where grantor = 'two_admin'::regrole"))
                .isNotEmpty();
    }

    @Test
    void readerThatAnAdminMadeAMember_isMendedByTheHint() {
        try (TestDatabase admin = database.as("two_admin")) {
            admin.execute("create role two_reader login; create role two_staff; grant two_staff to two_reader;"
                    + " grant two_reader to two_lab");
        }
        try {
            Operator.Answer answer = generate(shop, "fdw source two_shop.t --role two_reader");
            assertThat(answer.code()).as(answer.text()).isNotZero();
            database.execute(answer.text().replaceAll("(?s).*Or run: ([^\n]*;).*", "$1"));
            assertOk(generate(shop, "fdw source two_shop.t --role two_reader"));
        } finally {
            database.execute("drop owned by two_reader; drop role two_reader; drop role two_staff");
        }
    }

    /** The schema's owner, as whom all is done, neither makes triggers there nor drops them. */
    @ParameterizedTest
    @ValueSource(strings = {"exporter two_shop.t", "reset two_shop.t"})
    void tableThatWasGivenAway_isNamedWithBothOwners_andTheHintMendsIt(String script) {
        database.execute("alter table two_shop.t owner to two_lab; grant usage on schema two_shop to two_lab");
        for (TestDatabase runner : List.of(shop, database)) {
            Operator.Answer answer = generate(runner, script);
            assertThat(answer.code()).as(answer.text()).isNotZero();
            assertThat(answer.text())
                    .contains("the table two_shop.t belongs to two_lab, and the schema rowferry to two_shop");
            database.execute(answer.text().replaceAll("(?s).*(grant two_lab to two_shop[^;]*;).*", "$1"));
            assertOk(generate(runner, script));
            assertOk(generate(runner, "exporter two_shop.t"));
            database.execute("revoke two_lab from two_shop");
        }
    }

    @Test
    void captureRoleOfAnother_isRefusedToWhoIsNoMember() {
        Operator.Answer answer = generate(lab, "tracking --schema ferry");
        assertThat(answer.code()).as(answer.text()).isNotZero();
        assertThat(answer.text()).contains("two_lab, who is no member of it", "--capture-role");
    }

    private void roleSql(String settings) throws IOException {
        try (TestDatabase admin = database.as("two_admin")) {
            admin.execute(settings);
            admin.execute(Files.readString(Path.of("exporter/role.sql")));
        }
    }

    private static void assertOk(Operator.Answer answer) {
        assertThat(answer.code()).as(answer.text()).isZero();
    }

    private static Operator.Answer generate(TestDatabase as, String words) {
        List<String> typed = new ArrayList<>(List.of("generate"));
        typed.addAll(Arrays.asList(words.split(" ")));
        typed.addAll(List.of("--source", as.url(), "--apply"));
        return new Operator(Map.of()).types(typed.toArray(String[]::new));
    }
}
