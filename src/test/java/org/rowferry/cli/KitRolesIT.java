package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** The kits' role.sql, run by admins of several kinds: each right is there when it ends, or it raises and says what to run. */
@ParameterizedClass
@EnumSource
class KitRolesIT {
    private static final Pattern ADVICE = Pattern.compile("Hint: Have .* run: (.*); then run this again\\.");
    private static final Pattern SCHEMA_ADVICE =
            Pattern.compile("Have the schema's owner run: (.*); then run this again\\.");
    private static final List<String> ROLES = List.of(
            "rowferry_capture", "rowferry_exporter", "rowferry_importer", "rowferry_reader", "kits_other_admin");

    private final TestDatabase database;

    /** Where the rules about roles differ. */
    enum On {
        OLDEST,
        NEWEST
    }

    KitRolesIT(On on) {
        database = (on == On.OLDEST ? Servers.oldest() : Servers.newest()).newDatabase("kit_roles");
    }

    @BeforeEach
    void makePeople() {
        database.as("kits_owner").execute("select 1");
        database.as("kits_admin").execute("select 1");
        database.execute(
                "alter role kits_admin createrole; alter database " + database.name() + " owner to kits_owner");
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
    void admin_whoOwnsNothing_givesAllThatIsNeeded() {
        run("exporter", "kits_admin");
        run("importer", "kits_admin");
        assertThat(database.query("""
                select 1 where pg_has_role('kits_owner', 'rowferry_capture', 'member')
                    and has_database_privilege('rowferry_exporter', current_database(), 'connect')
                    and has_database_privilege('rowferry_importer', current_database(), 'temporary')""")).hasSize(1);
    }

    /** Many programs call a table so. */
    @ParameterizedTest
    @ValueSource(strings = {"exporter", "importer"})
    void ownerOfATableCalledLayout_mayMakeASchemaToo(String kit) {
        database.execute("alter database " + database.name() + " owner to postgres; grant create on database "
                + database.name() + " to kits_admin with grant option; create schema app authorization kits_owner");
        database.as("kits_owner").execute("create table app.layout (version int primary key)");
        run(kit, "kits_admin");
        assertThat(database.value("select has_database_privilege('kits_owner', current_database(), 'create')"))
                .isEqualTo("t");
    }

    @ParameterizedTest
    @CsvSource({"exporter, connect", "exporter, temporary", "importer, connect", "importer, temporary"})
    void rightThatTheAdminMayNotGive_raises_andItsHintMendsIt(String kit, String privilege) {
        database.execute("revoke " + privilege + " on database " + database.name() + " from public");
        database.execute("grant connect on database " + database.name() + " to kits_admin");

        assertThatThrownBy(() -> run(kit, "kits_admin"))
                .rootCause()
                .hasMessageContaining("role rowferry_" + kit + " lacks the right " + privilege + " on database");
        follow(kit, "kits_owner");
        assertThat(database.value("select has_database_privilege('rowferry_" + kit + "', current_database(), '"
                        + privilege + "')"))
                .isEqualTo("t");
    }

    @Test
    void rolesOfAnotherAdmin_areGrantedOrTheHintSaysByWhom() {
        database.as("kits_other_admin").execute("select 1");
        database.execute("alter role kits_other_admin createrole");
        database.as("kits_other_admin").execute("create role rowferry_capture; create role rowferry_exporter login");

        // From 16 on, CREATEROLE alone gives no right over the roles of others.
        if (database.server().major() >= 16) {
            assertThatThrownBy(() -> run("exporter", "kits_admin"))
                    .rootCause()
                    .hasMessageContaining("role kits_admin may not grant role rowferry_capture to kits_owner");
            follow("exporter", "kits_other_admin");
        }
        run("exporter", "kits_admin");
        install("kits_owner");
    }

    @Test
    void admin_whoOwnsTheTables_mayInstall() {
        database.execute("alter database " + database.name() + " owner to kits_admin");
        execute(database.as("kits_admin"), "exporter", "kits_admin");
        install("kits_admin");
    }

    @Test
    void schemaOfAnother_isRefusedByEachScriptThatGrantsItsUse_andItsHintMendsIt() {
        run("exporter", "kits_admin");
        run("importer", "kits_admin");
        database.execute("create role rowferry_reader login");
        database.execute(
                "create schema shop authorization kits_admin; grant usage, create on schema shop to kits_owner");
        TestDatabase tables = database.as("kits_owner");
        tables.execute("create table shop.orders (id int primary key)");
        types("generate", "tracking", "--source", tables.url(), "--apply");
        Map.of(
                        List.of("exporter", "shop.orders", "--source", tables.url(), "--apply"), "rowferry_exporter",
                        List.of("fdw", "source", "shop.orders", "--source", tables.url(), "--apply"), "rowferry_reader",
                        importerScript(tables), "rowferry_importer")
                .forEach((words, role) -> {
                    String[] command =
                            Stream.concat(Stream.of("generate"), words.stream()).toArray(String[]::new);
                    Operator.Answer answer = new Operator(Map.of()).types(command);
                    assertThat(answer.text()).contains("the role " + role + " may not use the schema shop");
                    Matcher advice = SCHEMA_ADVICE.matcher(answer.text());
                    assertThat(advice.find()).as(answer.text()).isTrue();
                    database.as("kits_admin").execute(advice.group(1));
                    types(command);
                });
    }

    private static List<String> importerScript(TestDatabase tables) {
        return List.of("importer", "shop.orders", "--source", tables.url(), "--target", tables.url(), "--apply");
    }

    /** Fails, runs what the hint says as that role, and runs the script again. */
    private void follow(String kit, String role) {
        String failure =
                String.valueOf(catchThrowable(() -> run(kit, "kits_admin")).getCause());
        Matcher advice = ADVICE.matcher(failure);
        assertThat(advice.find()).as(failure).isTrue();
        database.as(role).execute(advice.group(1));
        run(kit, "kits_admin");
    }

    /** Twice, since it must be harmless. */
    private void run(String kit, String admin) {
        TestDatabase session = database.as(admin);
        execute(session, kit, "kits_owner");
        execute(session, kit, "kits_owner");
    }

    private static void execute(TestDatabase admin, String kit, String owner) {
        admin.execute("set rowferry.owner = '" + owner + "'");
        try {
            admin.execute(Files.readString(Path.of(kit, "role.sql")));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Installs capture, finds it there, takes it off, and installs it once more. */
    private void install(String owner) {
        TestDatabase tables = database.as(owner);
        tables.execute("create schema shop; create table shop.orders (id int primary key)");
        types("generate", "tracking", "--source", tables.url(), "--apply");
        for (String verb : List.of("exporter", "exporter", "reset", "exporter")) {
            types("generate", verb, "shop.orders", "--source", tables.url(), "--apply");
        }
    }

    private static void types(String... words) {
        Operator.Answer answer = new Operator(Map.of()).types(words);
        assertThat(answer.code()).as(answer.text()).isZero();
    }
}
