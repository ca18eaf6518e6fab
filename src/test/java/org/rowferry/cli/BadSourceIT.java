package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** Sources that cannot be exported as they are: nothing is exported, and the hinted command mends it. */
final class BadSourceIT {
    @TempDir
    private static Path folder;

    private static ShopPipeline ferry;

    @BeforeAll
    static void open() {
        ferry = ShopPipeline.between(Servers.oldest(), Servers.newest(), folder);
        ferry.exportAndImport();
        ferry.source().execute("""
                create schema odd;
                create table odd.keyless (a int);
                create view odd.view as select 1 as id;
                create materialized view odd.materialized as select 1 as id;
                create extension postgres_fdw;
                create server elsewhere foreign data wrapper postgres_fdw;
                create foreign table odd.foreign_table (id int) server elsewhere;
                create table odd.parent (id int primary key);
                create table odd.child (primary key (id)) inherits (odd.parent);
                create table odd.partitioned (id int primary key) partition by range (id);
                create table odd.partition partition of odd.partitioned for values from (0) to (9);
                create table odd.reaching (id int not null) partition by range (id);
                create foreign table odd.far partition of odd.reaching default server elsewhere;
                create table odd.nullable (id int unique);
                create sequence odd.sequence;
                create table odd."Orders" (id int primary key);
                create temporary table temporary_one (id int primary key);
                """);
    }

    @AfterAll
    static void close() {
        ferry.close();
    }

    @AfterEach
    void mendedSourceIsExported() {
        Ran.of(ShopPipeline.command("generate exporter", "--config", ferry.exporterYaml(), "--apply"))
                .assertOk();
        ferry.exportAndImport();
        ferry.assertEqual();
    }

    private static Ran refused(String words, String... command) {
        Footprint before = Footprint.of(ferry);
        Ran ran = Ran.of(command).assertRefused(ExitCode.SOURCE, words.split("…"));
        assertThat(Footprint.of(ferry)).isEqualTo(before);
        return ran;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "odd.keyless|odd.keyless has no primary key…alter table odd.keyless add column rowferry_id",
                "odd.nullable|odd.nullable has no primary key…not null…alter table odd.nullable",
                "odd.view|odd.view is a view…Capture the tables",
                "odd.materialized|odd.materialized is a materialized view…Capture the tables",
                "odd.foreign_table|odd.foreign_table is a foreign table…Capture",
                "odd.parent|odd.parent is a parent or child of inheritance…\\d+ odd.parent",
                "odd.child|odd.child is a parent or child of inheritance…\\d+ odd.child",
                "odd.reaching|odd.reaching has the partition odd.far, a foreign table…detach partition odd.far",
                "odd.partition|odd.partition is a partition of odd.partitioned…generate exporter 'odd.partitioned'",
                "odd.sequence|odd.sequence is",
                "odd.orders|the source has no table odd.orders…Did you mean odd.\"Orders\"?",
                "odd.nothing|the source has no table odd.nothing…\\dt",
                "nowhere.orders|the source has no table nowhere.orders…Did you mean odd.\"Orders\"?",
                "pg_catalog.pg_class|pg_catalog.pg_class is a system's own table…\\dt",
                "rowferry.layout|rowferry.layout is a system's own table…\\dt"
            })
    void tableThatCannotBeCaptured_isRefusedWithTheReason(String table, String words) {
        refused(words, "generate", "exporter", "--config", ferry.exporterYaml(), "--apply", table);
    }

    @Test
    void temporaryTable_isRefused() {
        String schema =
                ferry.source().value("select relnamespace::regnamespace from pg_class where relname = 'temporary_one'");
        String table = schema + ".temporary_one";
        refused(
                "temporary table…Capture a table that lasts",
                "generate",
                "exporter",
                "--config",
                ferry.exporterYaml(),
                "--apply",
                table);
    }

    @Test
    void partitionThatIsCapturedOnItsOwn_isInTheWayOfItsRoot() {
        ferry.source().execute("""
                create table odd."Root" (id int primary key) partition by range (id);
                create table odd."Leaf" (id int primary key)""");
        Ran.of("generate", "exporter", "--config", ferry.exporterYaml(), "--apply", "odd.\"Leaf\"")
                .assertOk();
        ferry.source().execute("alter table odd.\"Root\" attach partition odd.\"Leaf\" default");
        refused(
                "the partition odd.\"Leaf\" of odd.\"Root\" is captured on its own…rowferry generate reset 'odd.\"Leaf\"'",
                "generate",
                "exporter",
                "--config",
                ferry.exporterYaml(),
                "--apply",
                "odd.\"Root\"");
        ShopPipeline.write(folder + "/more.yaml", ferry.exporter("0s").replace("shop.notes", "odd.\"Leaf\""));
        refused(
                "odd.\"Leaf\" is a partition of odd.\"Root\"…rowferry generate exporter 'odd.\"Root\"'",
                "export",
                "--config",
                folder + "/more.yaml");
        Ran.of("generate", "reset", "--config", ferry.exporterYaml(), "--apply", "odd.\"Leaf\"")
                .assertOk();
        Ran.of("generate", "exporter", "--config", ferry.exporterYaml(), "--apply", "odd.\"Root\"")
                .assertOk();
    }

    @Test
    void tableThatIsNotCaptured_isNotExported() {
        ShopPipeline.write(folder + "/more.yaml", ferry.exporter("0s").replace("shop.notes", "odd.keyless"));
        refused(
                "changes of odd.keyless are not captured…generate exporter 'odd.keyless'",
                "export",
                "--config",
                folder + "/more.yaml");
        ShopPipeline.write(folder + "/more.yaml", ferry.exporter("0s").replace("shop.notes", "shop.note"));
        refused("the source has no table shop.note", "export", "--config", folder + "/more.yaml");
        ShopPipeline.write(folder + "/more.yaml", ferry.exporter("0s").replace("shop.notes", "odd.view"));
        refused("odd.view", "export", "--config", folder + "/more.yaml");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alter table shop.notes disable trigger rowferry_update|the trigger rowferry_update is disabled",
                "alter table shop.notes disable trigger all|is disabled",
                "alter table shop.notes enable always trigger rowferry_delete|the trigger rowferry_delete is enabled always, not enabled",
                "drop trigger rowferry_truncate on shop.notes|the trigger rowferry_truncate is missing",
                "drop table rowferry.\"shop.notes\"|the shadow table \"shop.notes\" is missing",
                "drop function rowferry.\"shop.notes\"() cascade|the trigger rowferry_insert is missing",
                "alter table shop.notes drop constraint notes_pkey, add unique (body, id); alter table shop.notes alter body set not null|no key of the table",
                "drop table shop.notes; create table shop.notes (id bigint primary key, body text)|are not captured",
                "alter table shop.notes rename to remarks; create table shop.notes (id bigint primary key, body text)|are not captured"
            })
    void captureThatMayHaveMissedAChange_isNotExported(String sql, String words) {
        ferry.source().execute("update shop.notes set body = 'x' where body is null");
        ferry.source().execute(sql);
        Ran ran = refused(words + "…rowferry generate exporter 'shop.notes'", ferry.exporting());
        Ran status = Ran.of("status", "--config", ferry.exporterYaml()).assertOk();
        assertThat(status.out())
                .contains("TROUBLE: " + ran.err().replaceAll("(?s).*?(the capture|changes) of.*", "$1 of"));
        ferry.source().execute("""
                drop table if exists shop.remarks, shop.notes cascade;
                create table shop.notes (id bigint primary key, body text);
                insert into shop.notes values (1, 'made anew')""");
    }

    @Test
    void tableThatWasRenamed_isFoundByItsNewName() {
        ferry.source().execute("alter table shop.notes rename to \"Remarks\"");
        refused("the source has no table shop.notes…It was renamed: write shop.\"Remarks\"", ferry.exporting());
        ferry.source().execute("alter table shop.\"Remarks\" rename to notes");
    }

    @Test
    void rowSecurityThatWouldHideRows_isRefused() {
        TestDatabase clerk = ferry.source().as("ferry_bad_source_clerk");
        grantAll(clerk);
        ferry.source().execute("alter table shop.notes enable row level security");
        refused("row security would hide rows of shop.notes…bypassrls", exportingAs(clerk));
        ferry.source().execute("alter table shop.notes disable row level security");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "revoke select on shop.notes from CLERK|permission denied for table notes",
                "revoke usage on schema shop from CLERK|shop",
                "revoke usage on schema rowferry from CLERK|permission denied for schema rowferry",
                "revoke all on rowferry.export_target from CLERK|permission denied for table export_target",
                "revoke select on rowferry.\"shop.notes\" from CLERK|permission denied for table shop.notes",
                "revoke all on rowferry.export_tracking from CLERK|permission denied for table export_tracking"
            })
    void rightThatIsMissing_isNamed(String sql, String words) {
        TestDatabase clerk = ferry.source().as("ferry_bad_source_clerk");
        grantAll(clerk);
        ferry.source().execute("insert into shop.notes select max(id) + 1, 'secret' from shop.notes");
        ferry.source().execute(sql.replace("CLERK", clerk.user()));
        refused(words + "…rant", exportingAs(clerk));
    }

    private static void grantAll(TestDatabase clerk) {
        String role = clerk.user();
        Ran.of("generate", "tracking", "--config", ferry.exporterYaml(), "--exporter-role", role, "--apply")
                .assertOk();
        Ran.of(ShopPipeline.command(
                        "generate exporter", "--config", ferry.exporterYaml(), "--exporter-role", role, "--apply"))
                .assertOk();
        ferry.source().execute("grant usage on schema shop to " + role);
        assertThat(Ran.of(exportingAs(clerk)).assertOk().code()).isZero();
    }

    private static String[] exportingAs(TestDatabase clerk) {
        ShopPipeline.write(
                folder + "/clerk.yaml",
                ferry.exporter("0s").replace(ferry.source().url(), clerk.url()));
        return new String[] {"export", "--config", folder + "/clerk.yaml"};
    }

    @Test
    void sourceWithoutTracking_isRefused() {
        try (TestDatabase empty = Servers.oldest().newDatabase("ferry_empty")) {
            ShopPipeline.write(
                    folder + "/empty.yaml",
                    ferry.exporter("0s").replace(ferry.source().url(), empty.url()));
            refused("no schema rowferry…rowferry generate tracking", "export", "--config", folder + "/empty.yaml");
            refused("no schema rowferry…rowferry generate tracking", "status", "--config", folder + "/empty.yaml");
            empty.execute("create table public.t (id int primary key)");
            refused(
                    "no schema rowferry…rowferry generate tracking",
                    "generate",
                    "exporter",
                    "--config",
                    folder + "/empty.yaml",
                    "public.t",
                    "--apply");
        }
    }

    @Test
    void sourceOfAnotherLayout_isRefused() {
        ferry.source().execute("update rowferry.layout set version = 3");
        refused("has layout 3, not 2…rowferry generate tracking", ferry.exporting());
        refused("has layout 3, not 2…rowferry generate tracking", "status", "--config", ferry.exporterYaml());
        ferry.source().execute("update rowferry.layout set version = 2");
    }

    @Test
    void sourceWithoutAnIncarnation_isRefused() {
        ferry.source()
                .execute(
                        "create table odd.kept as select * from rowferry.incarnation; delete from rowferry.incarnation");
        refused("incarnation is empty…rowferry generate tracking", ferry.exporting());
        ferry.source().execute("insert into rowferry.incarnation select * from odd.kept; drop table odd.kept");
    }

    @Test
    void clone_isRefusedUntilItsIncarnationIsRenewed() {
        try (TestDatabase clone = ferry.source().copy("ferry_clone")) {
            ShopPipeline.write(
                    folder + "/clone.yaml",
                    ferry.exporter("0s").replace(ferry.source().url(), clone.url()));
            refused(
                    "this source is not the one that exported before: the database's oid is…--renew-incarnation",
                    "export",
                    "--config",
                    folder + "/clone.yaml");
        }
        ferry.source().execute("create temporary table if not exists temporary_one (id int primary key)");
    }

    @Test
    void positionThatWasNeverTaken_isRefused() {
        refused("was not sent a bundle 999999…rowferry status…--full", ferry.exporting("--since", "999999"));
    }

    @Test
    void databaseThatIsReadOnlyByDefault_isExported() {
        ferry.source().execute("alter database " + ferry.source().name() + " set default_transaction_read_only = on");
        ferry.export("--allow-empty").assertOk();
        Ran.of(ShopPipeline.command("generate exporter", "--config", ferry.exporterYaml(), "--apply"))
                .assertOk();
        ferry.source().execute("alter database " + ferry.source().name() + " reset default_transaction_read_only");
    }
}
