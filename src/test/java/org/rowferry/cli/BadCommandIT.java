package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.testing.Servers;

/** Command lines, configurations and connections that cannot be: each has its message, its way out and its code. */
final class BadCommandIT {
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

    private static Ran refused(ExitCode code, String words, String... command) {
        Footprint before = Footprint.of(ferry);
        Ran ran = Ran.of(command).assertRefused(code, words.split("…"));
        assertThat(Footprint.of(ferry)).isEqualTo(before);
        return ran;
    }

    /** EXPORTER and IMPORTER stand for the two configurations. */
    private static String[] words(String line) {
        return Stream.of(line.split(" ", -1))
                .filter(word -> !word.isEmpty())
                .map(word -> word.replace("EXPORTER", ferry.exporterYaml()).replace("IMPORTER", ferry.importerYaml()))
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|missing required…rowferry --help",
                "exprt|exprt…Did you mean export",
                "generate|rowferry generate --help",
                "export|missing required option…--config…rowferry export --help",
                "export --config EXPORTER --ful|unknown option: '--ful'…rowferry export --help",
                "export --config EXPORTER --since yesterday|'yesterday' is not a position such as 42…rowferry export --help",
                "export --config EXPORTER --since -1|'-1' is not a position…rowferry export --help",
                "export --config EXPORTER --target no/name|'no/name' is not a name…rowferry export --help",
                "export --config EXPORTER --target reprting|names no target…reprting…reporting",
                "export --config EXPORTER --full shop.unknown|shop.unknown…shop.notes",
                "export --config EXPORTER --full unqualified|unqualified…public.orders…rowferry export --help",
                "import --config IMPORTER --inbox ship|names no inbox ship…shop",
                "import --config IMPORTER more words|more…rowferry import --help",
                "generate exporter|no table is named…--config",
                "generate exporter --config EXPORTER shop.\"x|a quote that is not closed…rowferry generate exporter --help",
                "generate fdw mirror --config IMPORTER shop.\"x|a quote that is not closed…rowferry generate fdw mirror --help",
                "generate importer --config EXPORTER shop.\"x|a quote that is not closed…rowferry generate importer --help",
                "generate importer --config EXPORTER shop.notes --fillfactor 9|--fillfactor is 9…from 10 to 100",
                "generate exporter shop.notes|no source database is named…--source",
                "generate importer --config EXPORTER shop.notes --apply|no target database is named…--target",
                "generate tracking --config EXPORTER --exporter-role nobody_at_all|there is no role nobody_at_all…role.sql",
                "generate tracking --config EXPORTER --keep-incarnation --renew-incarnation|exclusive…--help",
                "generate exporter --config EXPORTER --templates /nowhere shop.notes|/nowhere…--templates",
                "inspect|missing required parameter…BUNDLE"
            })
    void commandLineThatCannotBe_isRefused(String line, String words) {
        refused(ExitCode.USAGE, words, words(line));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "export --config /nowhere/exporter.yaml|/nowhere/exporter.yaml does not exist…exporter/exporter.yaml",
                "export --config FOLDER|cannot be read",
                "export --config IMPORTER|source: is missing…targets…names no target…inboxes: unknown key…This is the importer",
                "import --config EXPORTER|target: is missing…did you mean…inboxes…This is the exporter"
            })
    void fileThatIsNoConfiguration_isRefused(String line, String words) {
        refused(ExitCode.CONFIGURATION, words, words(line.replace("FOLDER", folder.toString())));
    }

    @Test
    void allThatIsWrongWithAConfiguration_isToldAtOnce() {
        String file = written(
                "wrong.yaml",
                ferry.exporter("never")
                        .replace("lock-timeout", "lock-timeuot")
                        .replace("outbox:", "outbx:")
                        .replace("shop.notes", "notes"));
        Ran ran = refused(ExitCode.CONFIGURATION, "has 5 problems", "export", "--config", file);
        assertThat(ran.err())
                .contains("lock-timeuot: unknown key, did you mean 'lock-timeout'?")
                .contains("targets.reporting.outbx: unknown key, did you mean 'outbox'?")
                .contains("targets.reporting.outbox: is missing")
                .contains("retain: 'never'")
                .contains("'notes' is not of the form schema.table");
    }

    @Test
    void configurationThatIsNotYaml_isRefusedWithItsLine() {
        String file = written("broken.yaml", "source: x\n  targets: [\n");
        refused(ExitCode.CONFIGURATION, "is not YAML: line 2…Indent", "export", "--config", file);
    }

    @Test
    void passwordThatOthersCanRead_isRefused() throws Exception {
        Path file = Path.of(written("open.yaml", ferry.exporter("1 day")));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        refused(ExitCode.CONFIGURATION, "holds a password…chmod 600", "export", "--config", file.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgresql://postgres@localhost:1/x|cannot connect to postgres@localhost:1/x…pg_isready -d 'postgresql://postgres@localhost:1/x'",
                "postgresql://postgres@no.such.host.invalid/x|cannot connect to postgres@no.such.host.invalid…no address is known…pg_isready",
                "postgresql://clerk:wrong@HOST/ferry|cannot connect to clerk@…password authentication failed…stands in the connection",
                "postgresql://clerk@HOST/ferry|cannot connect to clerk@…password…PGPASSFILE",
                "postgresql://postgres@HOST/no_such_database|no_such_database…does not exist…psql -l",
                "service=no_such_service|no_such_service…pg_service.conf",
                "postgresql://postgres@HOST/x?sslmode=require|does not support SSL…sslmode=prefer"
            })
    void serverThatIsNotReached_isNamed(String connection, String words) {
        String text = connection.replace(
                "HOST",
                ferry.source().server().host() + ":" + ferry.source().server().port());
        String file = written("away.yaml", ferry.exporter("1 day").replaceFirst("source: .*", "source: " + text));
        Footprint before = Footprint.of(ferry);
        Ran ran = Ran.in(Map.of("HOME", folder.toString()), "export", "--config", file);
        ran.assertRefused(text.startsWith("service") ? ExitCode.CONFIGURATION : ExitCode.SOURCE, words.split("…"));
        assertThat(ran.err()).doesNotContain("wrong");
        assertThat(Footprint.of(ferry)).isEqualTo(before);
    }

    @Test
    void targetThatIsNotReached_isNamed() {
        String file = written(
                "away.yaml", ferry.importer().replaceFirst("target: .*", "target: postgresql://x@localhost:1/y"));
        refused(ExitCode.TARGET, "cannot connect to x@localhost:1/y…pg_isready", "import", "--config", file);
        refused(ExitCode.TARGET, "cannot connect to x@localhost:1/y…pg_isready", "status", "--config", file);
    }

    private static String written(String name, String text) {
        String file = folder.resolve(name).toString();
        ShopPipeline.write(file, text);
        return file;
    }
}
