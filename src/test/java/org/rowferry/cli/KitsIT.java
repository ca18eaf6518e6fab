package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Servers;
import org.rowferry.testing.Tables;
import org.rowferry.testing.TestDatabase;

/** The main job without a superuser: an admin runs the kits' role.sql, and everybody has the rights that it gives. */
@ParameterizedClass
@EnumSource
class KitsIT {
    private static final TableName ORDERS = TableName.of("shop", "orders");
    private static final TableName LINES = TableName.of("shop", "Order-Lines");

    private static final String ROLES = "select rolname from pg_roles order by rolname";

    private final Operator operator = new Operator(Map.of());

    @TempDir
    private Path folder;

    private final TestDatabase source;
    private final TestDatabase target;

    /** Which server is the source. */
    enum From {
        OLDEST_TO_NEWEST,
        NEWEST_TO_OLDEST
    }

    KitsIT(From from) {
        boolean upwards = from == From.OLDEST_TO_NEWEST;
        source = (upwards ? Servers.oldest() : Servers.newest()).newDatabase("kits_source");
        target = (upwards ? Servers.newest() : Servers.oldest()).newDatabase("kits_target");
    }

    @BeforeEach
    void makeAdmins() {
        for (TestDatabase database : List.of(source, target)) {
            database.as("kits_admin").execute("select 1");
            database.execute("alter role kits_admin createrole");
            database.execute("alter database " + database.name() + " owner to kits_admin");
        }
    }

    @AfterEach
    void forget() {
        for (TestDatabase database : List.of(source, target)) {
            // Roles outlive their database, and other tests' scripts would find them.
            for (String role : List.of("rowferry_capture", "rowferry_exporter", "rowferry_importer")) {
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
    }

    @Test
    void mainJob_needsNoSuperuser() throws Exception {
        TestDatabase sourceOwner = source.as("kits_owner");
        TestDatabase targetOwner = target.as("kits_owner");
        source.execute("create schema shop authorization kits_owner");
        sourceOwner.execute("""
                create table shop.orders (id bigint primary key, note text);
                create table shop."Order-Lines" (
                    order_id bigint references shop.orders on delete cascade, "group" text, quantity int,
                    primary key (order_id, "group"));
                insert into shop.orders select n, 'no. ' || n from generate_series(1, 500) n;
                insert into shop."Order-Lines" select n, 'gift', n % 7 from generate_series(1, 500) n;
                """);
        runRoleSql("exporter", source);
        runRoleSql("importer", target);

        types("generate", "tracking", "--source", sourceOwner.url(), "--apply");
        types("generate", "exporter", ORDERS.toString(), LINES.toString(), "--source", sourceOwner.url(), "--apply");
        types(
                "generate",
                "importer",
                ORDERS.toString(),
                LINES.toString(),
                "--source",
                sourceOwner.url(),
                "--target",
                targetOwner.url(),
                "--apply");
        configure();
        ship();
        assertEqual();

        source.as("kits_clerk").execute("select 1");
        sourceOwner.execute("grant usage on schema shop to kits_clerk;"
                + "grant select, insert, update, delete on all tables in schema shop to kits_clerk");
        source.as("kits_clerk").execute("""
                insert into shop.orders values (501, 'new');
                update shop."Order-Lines" set quantity = 8, "group" = 'stock' where order_id % 50 = 0;
                delete from shop.orders where id between 30 and 40;
                """);
        ship();
        assertEqual();

        sourceOwner.execute("truncate shop.\"Order-Lines\"");
        ship();
        assertEqual();
        types("status", "--config", config("exporter"));
        types("status", "--config", config("importer"));
        assertLeastRights();
    }

    @Test
    void roleSql_saysWhatToRunWhereTheAdminMayNotGrantIt() throws IOException {
        source.execute("alter database " + source.name() + " owner to postgres");
        TestDatabase admin = source.as("kits_admin");
        source.as("kits_owner").execute("select 1");
        admin.execute("set rowferry.owner = 'kits_owner'");
        // Other tests of this server leave roles behind.
        List<List<String>> before = source.query(ROLES);
        String roles = Files.readString(Path.of("exporter/role.sql"));
        assertThatThrownBy(() -> admin.execute(roles))
                .rootCause()
                .hasMessageContaining("role kits_owner may not create a schema in database " + source.name())
                .hasMessageContaining("grant create on database " + source.name() + " to kits_owner");
        admin.execute("rollback");
        assertThat(source.query(ROLES)).isEqualTo(before);
    }

    /** Before 15 whoever may connect may create functions in public; one for name goes before the server's own for text. */
    @Test
    void roleSql_runsNoFunctionOfOthers() throws IOException {
        for (TestDatabase database : List.of(source, target)) {
            database.execute("grant create on schema public to public");
            database.as("kits_mallory").execute("""
                    create function public.quote_ident(name) returns text language plpgsql as $$
                    begin raise exception 'this ran as %', current_user; end $$;
                    create function public.has_database_privilege(name, name, text) returns boolean
                    language plpgsql as $$ begin raise exception 'this ran as %', current_user; end $$;
                    """);
            database.as("kits_owner").execute("select 1");
        }
        runRoleSql("exporter", source);
        runRoleSql("importer", target);
    }

    /** Twice, since it must be harmless. */
    private static void runRoleSql(String kit, TestDatabase database) throws IOException {
        String script = Files.readString(Path.of(kit, "role.sql"));
        TestDatabase admin = database.as("kits_admin");
        admin.execute("set rowferry.owner = 'kits_owner'");
        admin.execute(script);
        admin.execute(script);
    }

    private void configure() throws IOException {
        write(
                "exporter",
                String.format(Locale.ROOT, """
                source: %s
                targets:
                  reporting:
                    outbox: %s
                    tables: [shop.orders, shop."Order-Lines"]
                """, source.as("rowferry_exporter").url(), folder));
        write(
                "importer",
                String.format(Locale.ROOT, """
                target: %s
                inboxes:
                  shop:
                    from: %s
                    tables: [shop.orders, shop."Order-Lines"]
                """, target.as("rowferry_importer").url(), folder));
    }

    private void write(String side, String text) throws IOException {
        Path file = Files.writeString(Path.of(config(side)), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private String config(String side) {
        return folder.resolve(side + ".yaml").toString();
    }

    private void ship() {
        types("export", "--config", config("exporter"));
        types("import", "--config", config("importer"));
    }

    private void types(String... words) {
        Operator.Answer answer = operator.types(words);
        assertThat(answer.code()).as(answer.text()).isZero();
    }

    private void assertEqual() throws SQLException {
        try (Connection ofSource = source.connect();
                Connection ofTarget = target.connect()) {
            Tables.assertEqual(ofSource, ofTarget, ORDERS);
            Tables.assertEqual(ofSource, ofTarget, LINES);
        }
    }

    private void assertLeastRights() {
        for (TestDatabase database : List.of(source, target)) {
            assertThat(database.query("""
                            select rolname from pg_roles
                            where rolname like any (array['rowferry_%', 'kits_owner', 'kits_clerk'])
                                and (rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls)""")).isEmpty();
        }
        assertThat(source.value("select rolcanlogin from pg_roles where rolname = 'rowferry_capture'"))
                .isEqualTo("f");
        assertThat(rightsOn(source, "rowferry_capture", "shop.orders")).isEmpty();
        assertThat(rightsOn(source, "rowferry_capture", "rowferry.\"shop.orders\""))
                .isEqualTo("INSERT");
        assertThat(rightsOn(source, "rowferry_exporter", "shop.orders")).isEqualTo("SELECT");
        assertThat(rightsOn(source, "rowferry_exporter", "rowferry.\"shop.orders\""))
                .isEqualTo("SELECT,DELETE");
        assertThat(rightsOn(source, "kits_clerk", "rowferry.\"shop.orders\"")).isEmpty();
        assertThat(rightsOn(target, "rowferry_importer", "shop.orders")).isEqualTo("SELECT,INSERT,UPDATE,DELETE");
    }

    private static String rightsOn(TestDatabase database, String role, String table) {
        return database.value(String.format(Locale.ROOT, """
                select coalesce(string_agg(p.name, ',' order by p.n), '')
                from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'])
                    with ordinality as p (name, n)
                where has_table_privilege('%s', '%s', p.name)""", role, table));
    }
}
