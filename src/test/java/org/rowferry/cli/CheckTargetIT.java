package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** One thing on the target is broken at a time: a check finds it by name, and the import refuses for the same reason. */
@TakesTurns
@ParameterizedClass(name = "on the newest: {0}")
@ValueSource(booleans = {false, true})
class CheckTargetIT {
    @TempDir
    private static Path folder;

    private static final Map<Boolean, CheckedShop> SHOPS = new HashMap<>();

    private final CheckedShop shop;

    CheckTargetIT(boolean newest) {
        shop = SHOPS.computeIfAbsent(newest, CheckTargetIT::open);
    }

    private static CheckedShop open(boolean newest) {
        CheckedShop shop = newest
                ? new CheckedShop(Servers.oldest(), Servers.newest(), folder.resolve("newest"))
                : new CheckedShop(Servers.newest(), Servers.oldest(), folder.resolve("oldest"));
        shop.ferry().exportAndImport();
        return shop;
    }

    @BeforeEach
    void bundleWaits() {
        shop.ferry().source().execute("insert into shop.notes select max(id) + 1, 'new' from shop.notes");
        shop.ferry().export().assertOk();
        shop.ferry().ship();
    }

    @AfterEach
    void mendedTargetTakesTheBundle() {
        shop.grantOnTarget();
        shop.ferry().importAll().assertOk();
    }

    @AfterAll
    static void close() {
        SHOPS.values().forEach(CheckedShop::close);
    }

    private void assertRefusedAlike(String check, String subject, String words) {
        shop.check(shop.ferry().importerYaml()).assertFailsLike(shop.ferry()::importAll, check, subject, words);
    }

    private String inPlace(String text) {
        return text.replace("DATABASE", shop.ferry().target().name())
                .replace("TARGET", shop.target())
                .replace(
                        "BUNDLE",
                        Bundles.newest(shop.ferry().inbox()).getFileName().toString());
    }

    @Test
    void nothingBroken_allIsOk() {
        shop.check(shop.ferry().importerYaml()).assertAllOk();
        assertThat(Ran.of("check", "--config", shop.ferry().importerYaml(), "--nagios", "--warn", "26h")
                        .assertOk()
                        .out())
                .containsPattern("^ROWFERRY OK - \\d+ checks passed \\| 'shop_age_of_data'=\\d+s;93600;;0"
                        + " 'shop_age_of_last_import'=\\d+s;;;0 'shop_files_waiting'=\\d+;;;0\n$");
    }

    @Test
    void inboxThatIsMissing_isNamed() throws IOException {
        Path inbox = shop.ferry().inbox();
        Path aside = inbox.resolveSibling("aside");
        Files.move(inbox, aside);
        try {
            CheckedShop.run(shop.ferry().importerYaml())
                    .assertFails("folder", inbox.toString(), "folder " + inbox + " does not exist");
            Ran.of("import", "--config", shop.ferry().importerYaml()).assertRefused(ExitCode.DEPOT, "does not exist");
        } finally {
            Files.move(aside, inbox);
        }
    }

    @Test
    void bundleThatIsDamaged_isNamed() throws IOException {
        Path bundle = Bundles.newest(shop.ferry().inbox());
        byte[] whole = Files.readAllBytes(bundle);
        byte[] damaged = whole.clone();
        damaged[damaged.length / 2] ^= 1;
        Files.write(bundle, damaged);
        try {
            assertRefusedAlike(
                    "bundle",
                    bundle.getFileName().toString(),
                    bundle.getFileName().toString());
        } finally {
            Files.write(bundle, whole);
        }
    }

    @Test
    void withoutTracking_foldersAreStillLookedAt_andTheRestIsNamed() {
        shop.ferry().target().execute("alter schema rowferry rename to elsewhere");
        try {
            CheckedShop.Checked checked = shop.check(shop.ferry().importerYaml());
            checked.assertFails("tracking", "rowferry", "no schema rowferry");
            assertThat(checked.named("folder " + shop.ferry().inbox()).level()).isEqualTo("OK");
            assertThat(checked.named("table shop").message())
                    .isEqualTo("shop was not looked at, since a check before it failed");
            assertThat(checked.named("table shop").hints())
                    .containsExactly("Follow the hint of that check, then run: rowferry check --config "
                            + shop.ferry().importerYaml() + ".");
        } finally {
            shop.ferry().target().execute("alter schema elsewhere rename to rowferry");
        }
    }

    @Test
    void roleOfAStatementAfterTheImport_isNamedIfItIsMissingOrRefused() {
        String statement = "    after-import: [{ run: select 1, in: transaction, role: check_viewer }]\n";
        ShopPipeline.write(
                shop.ferry().importerYaml(),
                shop.ferry()
                                .importer()
                                .replace(
                                        shop.ferry().target().url(),
                                        shop.importer().url())
                        + statement);
        shop.ferry().target().execute("drop role if exists check_viewer");
        assertRefusedAlike("after-import", "check_viewer", "check_viewer");
        shop.ferry().target().execute("create role check_viewer");
        assertRefusedAlike("after-import", "check_viewer", "check_viewer");
        shop.ferry().target().execute("grant check_viewer to check_importer");
        shop.check(shop.ferry().importerYaml()).assertAllOk();
        shop.ferry().importAll().assertOk();
        shop.ferry().target().execute("drop role check_viewer");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "table shop.notes|alter table shop.notes rename to old|alter table shop.old rename to notes|the target has no table shop.notes",
                "table shop.notes|revoke delete on shop.notes from check_importer||grant delete on shop.notes to check_importer;",
                "table shop.notes|revoke usage on schema shop from check_importer|grant usage on schema shop to check_importer|schema shop",
                "table shop.notes|create rule r as on insert to shop.notes do instead nothing|drop rule r on shop.notes|shop.notes has the rule r",
                "table shop.notes|create function shop.f() returns trigger language plpgsql as 'begin return null; end';"
                        + " create trigger f before insert on shop.notes for each row execute function shop.f()"
                        + "|drop function shop.f() cascade|shop.notes has the trigger f on the target",
                "bundle BUNDLE|alter table shop.notes alter id type int|alter table shop.notes alter id type bigint|its column id is integer, not bigint",
                "bundle BUNDLE|alter table shop.notes drop constraint notes_pkey|alter table shop.notes add primary key (id)|shop.notes has no unique index",
                "rights check_importer|revoke temporary on database DATABASE from public|grant temporary on database DATABASE to public"
                        + "|permission denied to create temporary tables in database",
                "rights check_importer|revoke update on rowferry.import_tracking from check_importer||permission denied for table import_tracking",
                "rights check_importer|revoke insert on rowferry.import_bundle from check_importer||permission denied for table import_bundle",
                "tracking rowferry|update rowferry.layout set version = 3|update rowferry.layout set version = 2|has layout 3, not 2",
                "tracking rowferry|revoke usage on schema rowferry from check_importer||permission denied for schema rowferry",
                "tracking rowferry|alter schema rowferry rename to elsewhere|alter schema elsewhere rename to rowferry|no schema rowferry",
                "connection TARGET|alter role check_importer nologin|alter role check_importer login|cannot connect"
            })
    void brokenThing_isFoundByItsName(String named, String sql, String undo, String words) {
        String[] name = inPlace(named).split(" ", 2);
        shop.ferry().target().execute(inPlace(sql));
        try {
            assertRefusedAlike(name[0], name[1], words);
        } finally {
            if (undo != null) {
                shop.ferry().target().execute(inPlace(undo));
            }
        }
    }
}
