package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TakesTurns;

/** One thing on the source is broken at a time: a check finds it by name, and the export refuses for the same reason. */
@TakesTurns
@ParameterizedClass(name = "on the newest: {0}")
@ValueSource(booleans = {false, true})
class CheckSourceIT {
    @TempDir
    private static Path folder;

    private static final Map<Boolean, CheckedShop> SHOPS = new HashMap<>();

    private final CheckedShop shop;

    CheckSourceIT(boolean newest) {
        shop = SHOPS.computeIfAbsent(newest, CheckSourceIT::open);
    }

    private static CheckedShop open(boolean newest) {
        return newest
                ? new CheckedShop(Servers.newest(), Servers.oldest(), folder.resolve("newest"))
                : new CheckedShop(Servers.oldest(), Servers.newest(), folder.resolve("oldest"));
    }

    @BeforeEach
    void somethingChanged() {
        shop.ferry().source().execute("insert into shop.notes select coalesce(max(id), 0) + 1, 'new' from shop.notes");
    }

    @AfterEach
    void mendedSourceIsExported() {
        shop.grantOnSource();
        shop.ferry().export().assertOk();
        shop.check(shop.ferry().exporterYaml()).assertAllOk();
    }

    @AfterAll
    static void close() {
        SHOPS.values().forEach(CheckedShop::close);
    }

    private void assertRefusedAlike(String check, String subject, String words) {
        shop.check(shop.ferry().exporterYaml()).assertFailsLike(shop.ferry()::export, check, subject, words);
    }

    private String inPlace(String text) {
        return text.replace("DATABASE", shop.ferry().source().name()).replace("SOURCE", shop.source());
    }

    @Test
    void outboxThatIsMissing_isNamed() throws IOException {
        Path outbox = shop.ferry().outbox();
        Path aside = outbox.resolveSibling("aside");
        Files.move(outbox, aside);
        try {
            assertFolderIsNamed(outbox, "folder " + outbox + " does not exist");
            Files.writeString(outbox, "in its place");
            assertFolderIsNamed(outbox, "folder " + outbox + " is not a folder");
            Files.delete(outbox);
        } finally {
            Files.move(aside, outbox);
        }
    }

    /** The shop makes its folders when it is asked for them, so nothing is digested here. */
    private void assertFolderIsNamed(Path outbox, String words) {
        CheckedShop.run(shop.ferry().exporterYaml()).assertFails("folder", outbox.toString(), words);
        shop.ferry().export().assertRefused(ExitCode.DEPOT, words);
    }

    @Test
    void outboxThatIsNoFolderHere_isNamed() throws IOException {
        Path config = Path.of(shop.ferry().exporterYaml());
        ShopPipeline.write(
                config.toString(),
                Files.readString(config).replaceFirst("outbox: \\S+", "outbox: s3://bucket/reporting"));
        assertRefusedAlike("folder", "s3://bucket/reporting", "'s3://bucket/reporting' is no depot");
    }

    @Test
    void bundleOfALifeThatIsLost_isNamed() throws IOException {
        shop.ferry().export().assertOk();
        shop.ferry().export("--full").assertOk();
        Path newest = Bundles.newest(shop.ferry().outbox());
        shop.ferry().source().execute("""
                delete from rowferry.export_bundle where number < (select last_number from rowferry.export_target);
                update rowferry.export_bundle set number = number - 1, row_xid = pg_current_xact_id()::xid;
                update rowferry.export_tracking set number = number - 1, row_xid = pg_current_xact_id()::xid
                where number = (select last_number from rowferry.export_target);
                update rowferry.export_target set last_number = last_number - 1, row_xid = pg_current_xact_id()::xid""");
        assertRefusedAlike("numbers", "reporting", "holds " + newest.getFileName());
        Files.delete(newest);
    }

    @Test
    void folderWhereAPartialFileGoes_isNamed() throws IOException {
        Path way = shop.ferry().outbox().resolve(".reporting-0000000099.tar.zst.partial");
        Files.createDirectories(way.resolve("full"));
        assertRefusedAlike("folder", shop.ferry().outbox().toString(), "cannot remove " + way);
        Files.delete(way.resolve("full"));
        Files.delete(way);
    }

    @Test
    void tableThatSomebodyHasLocked_isNamed() throws SQLException {
        try (Connection other = shop.ferry().source().connect();
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("lock table shop.notes in access exclusive mode");
            // The digests of a check that changes nothing would wait for the lock.
            CheckedShop.Checked checked = CheckedShop.run(shop.ferry().exporterYaml());
            other.rollback();
            checked.assertFails("table", "shop.notes", "shop.notes");
            assertThat(checked.ran().code()).isEqualTo(ExitCode.BUSY.number());
        }
    }

    @ParameterizedTest
    @CsvSource({"lock-timeout, lock-tmeout, lock-tmeout", "retain: 0s, retain: soon, retain"})
    void configurationThatCannotBeRead_isNamed(String before, String after, String words) throws IOException {
        Path config = Path.of(shop.ferry().exporterYaml());
        ShopPipeline.write(config.toString(), Files.readString(config).replaceFirst(before, after));
        CheckedShop.Checked checked = shop.check(config.toString(), "--offline");
        assertRefusedAlike("configuration", config.toString(), words);
        checked.assertFails("configuration", config.toString(), words);
    }

    @Test
    void otherExportThatRuns_isAWarning() {
        Ran export = Ran.beside(
                step -> {
                    if (step.equals("locked")) {
                        CheckedShop.Checked checked = shop.check(shop.ferry().exporterYaml());
                        assertThat(checked.lines()).anySatisfy(line -> {
                            assertThat(line.level()).isEqualTo("WARN");
                            assertThat(line.message()).contains("another export of target reporting is running");
                        });
                        assertThat(checked.ran().code()).isZero();
                    }
                },
                System.getenv(),
                shop.ferry().exporting());
        export.assertOk();
    }

    /** What is new was not exported, and the last bundle is some seconds old. */
    @Test
    void plugin_isToldTheAgeOfTheLastBundle_andTheChangesThatWait() {
        String[] check = {"check", "--config", shop.ferry().exporterYaml(), "--nagios", "--warn", "26h", "--crit", "50h"
        };
        assertThat(Ran.of(check).assertOk().out())
                .containsPattern(
                        "^ROWFERRY OK - \\d+ checks passed \\| 'reporting_age_of_last_bundle'=\\d+s;93600;180000;0"
                                + " 'reporting_changes_waiting'=[1-9]\\d*;;;0 'rowferry_size_of_log'=[1-9]\\d*B;;;0\n$");
        check[5] = "0";
        check[7] = "0";
        Ran late = Ran.of(check);
        assertThat(late.code()).isEqualTo(2);
        assertThat(late.out()).startsWith("ROWFERRY CRITICAL - reporting: age of last bundle is ");
        assertThat(Ran.of("check", "--config", shop.ferry().exporterYaml(), "--warn", "26h"))
                .satisfies(ran -> ran.assertRefused(ExitCode.USAGE, "--warn", "--nagios"));
    }

    @Test
    void nothingBroken_allIsOk() {
        shop.check(shop.ferry().exporterYaml()).assertAllOk();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "table shop.notes|alter table shop.notes disable trigger rowferry_update|alter table shop.notes enable trigger rowferry_update|the trigger rowferry_update is disabled",
                "table shop.notes|drop trigger rowferry_truncate on shop.notes||the trigger rowferry_truncate is missing",
                "table shop.notes|drop table rowferry.\"shop.notes\"||the shadow table \"shop.notes\" is missing",
                "table shop.notes|delete from rowferry.capture where table_name = 'notes'||changes of shop.notes are not captured",
                "table shop.notes|alter table shop.notes rename to remarks|alter table shop.remarks rename to notes|the source has no table shop.notes",
                "table shop.notes|alter table shop.notes enable row level security|alter table shop.notes disable row level security|row security would hide rows of shop.notes",
                "table shop.notes|alter table shop.notes drop constraint notes_pkey|alter table shop.notes add primary key (id)|no key of the table",
                "table shop.notes|revoke select on shop.notes from check_exporter||permission denied for table notes",
                "table shop.notes|revoke usage on schema shop from check_exporter|grant usage on schema shop to check_exporter|permission denied for schema shop",
                "rights check_exporter|revoke delete on rowferry.\"shop.notes\" from check_exporter||permission denied for table shop.notes",
                "rights check_exporter|revoke select on rowferry.\"shop.notes\" from check_exporter||permission denied for table shop.notes",
                "rights check_exporter|revoke insert on rowferry.export_bundle from check_exporter||permission denied for table export_bundle",
                "rights check_exporter|revoke update on rowferry.export_target from check_exporter||permission denied for table export_target",
                "rights check_exporter|revoke insert on rowferry.run_lock from check_exporter||permission denied for table run_lock",
                "rights check_exporter|revoke select on rowferry.incarnation from check_exporter||permission denied for table incarnation",
                "rights check_exporter|revoke update (purged_to) on rowferry.capture from check_exporter||permission denied for table capture",
                "rights check_exporter|revoke execute on function rowferry.purge from public|grant execute on function rowferry.purge to public|permission denied for function",
                "tracking rowferry|revoke usage on schema rowferry from check_exporter||permission denied for schema rowferry",
                "tracking rowferry|update rowferry.layout set version = 3|update rowferry.layout set version = 2|has layout 3, not 2",
                "tracking rowferry|drop function rowferry.forget_bundles||lacks the function forget_bundles",
                "tracking rowferry|alter schema rowferry rename to elsewhere|alter schema elsewhere rename to rowferry|no schema rowferry",
                "identity rowferry|update rowferry.incarnation set database_oid = 1, row_xid = pg_current_xact_id()::xid"
                        + "|update rowferry.incarnation set row_xid = pg_current_xact_id()::xid,"
                        + " database_oid = (select oid from pg_database where datname = current_database())"
                        + "|this source is not the one that exported before",
                "connection SOURCE|alter role check_exporter nologin|alter role check_exporter login|cannot connect",
                "connection SOURCE|alter role check_exporter connection limit 1|alter role check_exporter connection limit -1|too many connections for role",
                "connection SOURCE|revoke connect on database DATABASE from public|grant connect on database DATABASE to public|cannot connect"
            })
    void brokenThing_isFoundByItsName(String named, String sql, String undo, String words) {
        String[] name = inPlace(named).split(" ", 2);
        shop.ferry().source().execute(inPlace(sql));
        try {
            assertRefusedAlike(name[0], name[1], words);
        } finally {
            if (undo != null) {
                shop.ferry().source().execute(inPlace(undo));
            }
        }
    }
}
