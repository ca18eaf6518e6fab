package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** Targets that cannot hold what a bundle brings: it is refused whole, named, and applies once that is mended. */
final class BadTargetIT {
    @TempDir
    private static Path folder;

    private static ShopPipeline ferry;

    @BeforeAll
    static void open() {
        ferry = ShopPipeline.between(Servers.newest(), Servers.oldest(), folder);
        ferry.exportAndImport();
    }

    @AfterAll
    static void close() {
        ferry.close();
    }

    @BeforeEach
    void bundleWaits() {
        ferry.source().execute("""
                insert into shop.notes select max(id) + 1, 'waits ' || max(id) from shop.notes;
                update shop.customers set name = name || '.', seen = now() where id < 4;
                insert into shop."Order-Lines" select max("group") + 1, 'l', 1, 2 from shop."Order-Lines\"""");
        ferry.export().assertOk();
        ferry.ship();
    }

    @AfterEach
    void mendedTargetTakesTheBundle() {
        ferry.importAll().assertOk();
        ferry.assertEqual();
    }

    /** A rehearsal and an import refuse alike. */
    private static Ran refused(ExitCode code, String words, String... command) {
        Footprint before = Footprint.of(ferry);
        String[] rehearsal = Arrays.copyOf(command, command.length + 1);
        rehearsal[command.length] = "--dry-run";
        Ran.of(rehearsal).assertRefused(code, words.split("…"));
        Ran ran = Ran.of(command).assertRefused(code, words.split("…"));
        assertThat(ran.err()).startsWith("rowferry: " + (code == ExitCode.BUSY ? "" : "reporting-"));
        assertThat(Footprint.of(ferry)).isEqualTo(before);
        return ran;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alter table shop.notes rename to old|alter table shop.old rename to notes"
                        + "|the target has no table shop.notes…rowferry generate importer 'shop.notes'",
                "alter table shop.notes rename to old; create view shop.notes as select * from shop.old"
                        + "|drop view shop.notes; alter table shop.old rename to notes"
                        + "|shop.notes is a view on the target…Rename it",
                "alter table shop.notes rename body to text|alter table shop.notes rename text to body"
                        + "|shop.notes does not fit what arrives: it has no column body text…alter table shop.notes add column body text;",
                "alter table shop.customers alter seen type timestamp|alter table shop.customers alter seen type timestamptz"
                        + "|its column seen is timestamp without time zone, not timestamp with time zone…alter column seen type",
                "alter table shop.notes alter id type int|alter table shop.notes alter id type bigint"
                        + "|its column id is integer, not bigint…alter table shop.notes alter column id type bigint",
                "alter table shop.notes alter body type varchar(10000)|alter table shop.notes alter body type text; update rowferry.import_tracking set table_oid = null"
                        + "|its column body is character varying(10000), not text…alter column body type text",
                "alter table shop.notes drop constraint notes_pkey|alter table shop.notes add primary key (id)"
                        + "|shop.notes has no unique index on…id…alter table shop.notes add primary key (id);",
                "alter table shop.notes drop constraint notes_pkey, add primary key (body, id)"
                        + "|alter table shop.notes drop constraint notes_pkey, add primary key (id), alter body drop not null"
                        + "|shop.notes has no unique index on…create unique index on shop.notes (id);",
                "alter table shop.notes add constraint short check (body <> 'BODY') not valid"
                        + "|alter table shop.notes drop constraint short"
                        + "|violates check constraint \"short\"…\\d shop.notes",
                "create unique index one on shop.notes (body) where body like 'waits%'; insert into shop.notes values (-9, 'BODY')"
                        + "|drop index shop.one; delete from shop.notes where id = -9"
                        + "|duplicate key…\"one\"…\\d shop.notes",
                "alter table shop.notes alter body set not null; alter table shop.notes add extra int not null default 0; alter table shop.notes alter extra drop default"
                        + "|alter table shop.notes drop extra; alter table shop.notes alter body drop not null"
                        + "|the column extra, which takes no null and has no default…alter table shop.notes drop column extra;",
                "create function shop.f() returns trigger language plpgsql as 'begin return null; end';"
                        + " create trigger f before insert on shop.notes for each row execute function shop.f()"
                        + "|drop function shop.f() cascade"
                        + "|shop.notes has the trigger f on the target…triggers: disable…triggers: fire…alter table shop.notes disable trigger f;",
                "create function shop.f() returns trigger language plpgsql as $$begin raise 'not on my watch'; end$$;"
                        + " create trigger f after insert on shop.notes for each row execute function shop.f()"
                        + "|drop function shop.f() cascade"
                        + "|not on my watch",
                "create rule r as on insert to shop.notes do instead nothing|drop rule r on shop.notes"
                        + "|shop.notes has the rule r on the target…alter table shop.notes disable rule r;",
                "create rule r as on insert to shop.notes do instead nothing; create rule \"R\" as on update to shop.notes do instead nothing"
                        + "|drop rule r on shop.notes; drop rule \"R\" on shop.notes"
                        + "|shop.notes has the rules \"R\", r on the target…alter table shop.notes disable rule \"R\", disable rule r;",
                "create function shop.f() returns trigger language plpgsql as 'begin return null; end';"
                        + " create trigger f before insert on shop.notes for each row execute function shop.f();"
                        + " create trigger g before delete on shop.notes for each row execute function shop.f()"
                        + "|drop function shop.f() cascade"
                        + "|shop.notes has the triggers f, g on the target…alter table shop.notes disable trigger f, disable trigger g;",
                "revoke all on shop.notes from postgres; alter table shop.notes rename to old; create materialized view shop.notes as select 1 as id"
                        + "|drop materialized view shop.notes; alter table shop.old rename to notes; grant all on shop.notes to postgres"
                        + "|shop.notes is a materialized view on the target"
            })
    void tableThatCannotTakeTheBundle_isNamed(String sql, String undo, String words) {
        String body = ferry.source().value("select body from shop.notes order by id desc limit 1");
        ferry.target().execute(sql.replace("BODY", body));
        try {
            refused(ExitCode.TARGET, words, ferry.importing());
        } finally {
            ferry.target().execute(undo);
        }
    }

    @Test
    void deferredConstraintThatTheBundleBreaks_refusesItInARehearsalToo() {
        ferry.target().execute("""
                create table shop.allowed (body text primary key);
                insert into shop.allowed select distinct body from shop.notes where body is not null;
                alter table shop.notes add constraint must_be_allowed foreign key (body) references shop.allowed
                    deferrable initially deferred""");
        refused(ExitCode.TARGET, "must_be_allowed…\\d shop.notes", ferry.importing());
        ferry.target().execute("alter table shop.notes drop constraint must_be_allowed; drop table shop.allowed");
    }

    @Test
    void tablesThatTheTwoSidesDoNotAgreeOn_areNamed() {
        ShopPipeline.write(folder + "/fewer.yaml", ferry.importer().replace(", 'shop.notes'", ""));
        refused(
                ExitCode.CONFIGURATION,
                "the bundle holds shop.notes, which the inbox does not name…fewer.yaml",
                "import",
                "--config",
                folder + "/fewer.yaml");
        ShopPipeline.write(folder + "/fewer-exported.yaml", ferry.exporter("0s").replace(", 'shop.notes'", ""));
        Ran.of("export", "--config", folder + "/fewer-exported.yaml", "--allow-empty")
                .assertOk();
        ferry.ship();
        Ran ran = ferry.importAll()
                .assertRefused(
                        ExitCode.CONFIGURATION, "no longer holds shop.notes, which the inbox names", "exporter.yaml");
        assertThat(ran.out()).contains(" applied\n");
        Bundles.newest(ferry.inbox()).toFile().delete();
        Bundles.newest(ferry.outbox()).toFile().delete();
        ferry.exportAndImport("--full");
    }

    @Test
    void targetWithoutTracking_isRefused() {
        try (TestDatabase empty = Servers.oldest().newDatabase("ferry_empty")) {
            ShopPipeline.write(
                    folder + "/empty.yaml",
                    ferry.importer().replace(ferry.target().url(), empty.url()));
            Ran.of("import", "--config", folder + "/empty.yaml")
                    .assertRefused(ExitCode.TARGET, "no schema rowferry", "rowferry generate importer");
            Ran.of("status", "--config", folder + "/empty.yaml")
                    .assertRefused(ExitCode.TARGET, "no schema rowferry", "rowferry generate importer");
        }
    }

    @Test
    void targetOfAnotherLayout_isRefused() {
        ferry.target().execute("update rowferry.layout set version = 3");
        ferry.importAll().assertRefused(ExitCode.TARGET, "has layout 3, not 2", "rowferry generate importer");
        ferry.target().execute("update rowferry.layout set version = 2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "revoke delete on shop.notes from CLERK|permission denied for table notes",
                "revoke insert on shop.\"Order-Lines\" from CLERK|permission denied for table Order-Lines",
                "revoke usage on schema shop from CLERK|shop",
                "revoke temporary on database DATABASE from public; revoke temporary on database DATABASE from CLERK"
                        + "|permission denied to create temporary tables",
                "revoke update on rowferry.import_tracking from CLERK|permission denied for table import_tracking"
            })
    void rightThatIsMissing_isNamed(String sql, String words) {
        TestDatabase clerk = ferry.target().as("ferry_bad_target_clerk");
        Ran.of(ShopPipeline.command(
                        "generate importer",
                        "--config",
                        ferry.exporterYaml(),
                        "--config",
                        ferry.importerYaml(),
                        "--importer-role",
                        clerk.user(),
                        "--apply"))
                .assertOk();
        ferry.target().execute("grant usage on schema shop to " + clerk.user());
        ferry.target()
                .execute(sql.replace("CLERK", clerk.user())
                        .replace("DATABASE", ferry.target().name()));
        ShopPipeline.write(
                folder + "/clerk.yaml", ferry.importer().replace(ferry.target().url(), clerk.url()));
        refused(ExitCode.TARGET, words + "…rant", "import", "--config", folder + "/clerk.yaml");
        ferry.target().execute("grant temporary on database " + ferry.target().name() + " to public");
    }

    @Test
    void databaseThatIsReadOnlyByDefault_takesBundles() {
        ferry.target().execute("alter database " + ferry.target().name() + " set default_transaction_read_only = on");
        ferry.importAll().assertOk();
        ferry.target().execute("alter database " + ferry.target().name() + " reset default_transaction_read_only");
    }
}
