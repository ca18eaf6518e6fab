package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.testing.Servers;

/** One thing does not fit between a source and a target: a check of both sides names it before a bundle is on its way. */
class CheckAgainstIT {
    @TempDir
    private static Path folder;

    private static CheckedShop shop;

    @BeforeAll
    static void open() {
        shop = new CheckedShop(Servers.newest(), Servers.oldest(), folder);
        assertThat(against().named("position shop").message())
                .isEqualTo("nothing was applied yet, and the source has sent no bundle");
        shop.ferry().exportAndImport();
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @BeforeEach
    void configurationsOfBefore() {
        shop.configure();
    }

    private static CheckedShop.Checked against() {
        return shop.check(shop.ferry().exporterYaml(), "--against", shop.ferry().importerYaml());
    }

    @Test
    void nothingBroken_allIsOk_whateverFileComesFirst() {
        CheckedShop.Checked checked = against();
        checked.assertAllOk();
        assertThat(checked.lines().stream().map(line -> line.check() + " " + line.subject()))
                .containsExactly(
                        "configuration " + shop.ferry().exporterYaml(),
                        "configuration " + shop.ferry().importerYaml(),
                        "server " + shop.source(),
                        "server " + shop.target(),
                        "encoding UTF8 to UTF8",
                        "stream shop",
                        "table shop.customers",
                        "table shop.\"Order-Lines\"",
                        "table shop.notes",
                        "position shop",
                        "carrying shop");
        assertThat(checked.named("table shop.notes").message())
                .isEqualTo("2 columns and the key fit shop.notes on the target");
        assertThat(checked.named("carrying shop").message())
                .isEqualTo("a job must carry bundles from " + shop.ferry().outbox() + " to "
                        + shop.ferry().inbox() + ", such as rowferry-carry.timer");
        assertThat(shop.check(
                                shop.ferry().importerYaml(),
                                "--against",
                                shop.ferry().exporterYaml())
                        .lines())
                .isEqualTo(checked.lines());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "target|table shop.notes|alter table shop.notes alter id type int|alter table shop.notes alter id type bigint|its column id is integer, not bigint",
                "target|table shop.notes|alter table shop.notes drop constraint notes_pkey|alter table shop.notes add primary key (id)|shop.notes has no unique index",
                "target|table shop.notes|alter table shop.notes rename to old|alter table shop.old rename to notes|the target has no table shop.notes",
                "target|table shop.notes|alter table shop.notes add extra text not null default 'x'; alter table shop.notes alter extra drop default|alter table shop.notes drop extra|takes no null and has no default",
                "source|table shop.notes|alter table shop.notes add extra text|alter table shop.notes drop extra|it has no column extra text",
                "target|position shop|update rowferry.import_tracking set number = number + 50|update rowferry.import_tracking set number = number - 50"
                        + "|the target has applied bundle 51, but the last one of the source is 1",
                "target|position shop|update rowferry.import_tracking set incarnation = md5(incarnation::text)::uuid where table_name = 'notes'"
                        + "|update rowferry.import_tracking t set incarnation = o.incarnation from rowferry.import_tracking o where o.table_name = 'customers'"
                        + "|which this source never was",
                "source|source SOURCE|alter role check_exporter nologin|alter role check_exporter login|cannot connect",
                "target|target TARGET|alter role check_importer nologin|alter role check_importer login|cannot connect",
                "target|target TARGET|update rowferry.layout set version = 3|update rowferry.layout set version = 2|has layout 3, not 2",
                "target|stream inboxes|update rowferry.import_tracking set stream = 'other'|update rowferry.import_tracking set stream = 'reporting'"
                        + "|no inbox takes the bundles for a target of this source"
            })
    void brokenThing_isFoundByItsName(String side, String named, String sql, String undo, String words) {
        String[] name = named.replace("SOURCE", shop.source())
                .replace("TARGET", shop.target())
                .split(" ", 2);
        execute(side, sql);
        try {
            against().assertFails(name[0], name[1], words);
        } finally {
            execute(side, undo);
        }
        against().assertAllOk();
    }

    private static void execute(String side, String sql) {
        (side.equals("source") ? shop.ferry().source() : shop.ferry().target()).execute(sql);
    }

    @Test
    void tablesThatOneSideAloneNames_areNamed() throws IOException {
        rewrite(shop.ferry().exporterYaml(), ", 'shop.notes'", "");
        against().assertFails("table", "shop.notes", "names shop.notes, which the target reporting is not sent");
        shop.configure();
        rewrite(shop.ferry().importerYaml(), ", 'shop.notes'", "");
        against()
                .assertFails(
                        "table",
                        "shop.notes",
                        "the target reporting is sent shop.notes, which the inbox shop does not name");
        shop.configure();
        rewrite(shop.ferry().importerYaml(), "'shop.notes'", "'shop.notes', shop.never");
        CheckedShop.Line never = against().named("table shop.never");
        assertThat(never.level()).isEqualTo("WARN");
        assertThat(never.hints())
                .anySatisfy(hint -> assertThat(hint)
                        .startsWith("Then run as the owner: rowferry generate exporter 'shop.never' --config "
                                + shop.ferry().exporterYaml() + " --source postgresql://OWNER@"));
    }

    private static void rewrite(String file, String before, String after) throws IOException {
        String text = Files.readString(Path.of(file));
        assertThat(text).contains(before);
        ShopPipeline.write(file, text.replace(before, after));
    }

    @Test
    void bundleThatIsNotCarried_orIsLost_isNamed_andOneFolderNeedsNoCarrying() throws IOException {
        shop.ferry().source().execute("insert into shop.notes select max(id) + 1, 'new' from shop.notes");
        shop.ferry().export().assertOk();
        Path bundle = Bundles.newest(shop.ferry().outbox());
        assertWarns(
                "carrying shop",
                "bundle 2 is in the outbox " + shop.ferry().outbox() + " and was not carried to "
                        + shop.ferry().inbox(),
                "Carry them with: rsync -a --remove-source-files --exclude='.*' "
                        + shop.ferry().outbox() + "/ " + shop.ferry().inbox() + "/");
        Path aside = Files.move(bundle, folder.resolve("aside"));
        assertWarns(
                "position shop",
                "the target stands at bundle 1, and bundle 2 is neither in the outbox nor in the inbox",
                "Find the file, or make it again with: rowferry export --config "
                        + shop.ferry().exporterYaml() + " --target reporting --since 1");
        Files.move(aside, bundle);
        rewrite(
                shop.ferry().importerYaml(),
                shop.ferry().inbox().toString(),
                shop.ferry().outbox().toString());
        assertThat(against().named("carrying shop").message()).startsWith("outbox and inbox are one folder, ");
        shop.configure();
        shop.ferry().ship();
        against().assertAllOk();
        shop.ferry().importAll().assertOk();
        against().assertAllOk();
    }

    private static void assertWarns(String name, String message, String hint) {
        CheckedShop.Checked checked = against();
        assertThat(checked.named(name).level()).isEqualTo("WARN");
        assertThat(checked.named(name).message()).isEqualTo(message);
        assertThat(checked.named(name).hints()).isEqualTo(List.of(hint));
        assertThat(checked.ran().code()).isZero();
    }
}
