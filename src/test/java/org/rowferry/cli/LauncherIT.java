package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.testing.Cases;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** The launcher as cron and systemd start it: without a locale, or with one that this host does not have. */
final class LauncherIT {
    private static final String TABLE = "public.\"Größe €表\"";

    @TempDir
    private Path folder;

    @BeforeEach
    void install() throws IOException {
        Files.createDirectories(folder.resolve("bin"));
        BuiltProgram.installWithoutArchive(folder.resolve("bin"));
    }

    private Host host(Map<String, String> locale) {
        Map<String, String> environment = new HashMap<>(locale);
        environment.put("PATH", "bin:" + System.getenv("PATH"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        return new Host(folder, environment, "set -e\numask 077\n");
    }

    /** What Java sees of each is asked below, without a database. */
    static List<Map<String, String>> locales() {
        return Cases.hardest(List.of(
                Map.of("LC_ALL", "C"),
                Map.of("LANG", "nowhere_NO.UTF-8"),
                Map.of("LANG", "nowhere_NO.UTF-8", "LC_CTYPE", "C.UTF-8"),
                Map.of()));
    }

    @ParameterizedTest
    @MethodSource("locales")
    void namesThatAreNotAscii_areFerriedWithoutALocale(Map<String, String> locale) {
        try (TestDatabase source = Servers.oldest().newDatabase("plain_source");
                TestDatabase target = Servers.newest().newDatabase("plain_target")) {
            source.execute("create table " + TABLE + " (id int primary key, \"é\" text);" + " insert into " + TABLE
                    + " values (1, 'ü')");
            Host host = host(locale);
            host.types(configurations(source, target));
            host.types(String.format(Locale.ROOT, """
                    rowferry generate tracking --config 'Größe/ausführer.yaml' --apply
                    rowferry generate exporter '%1$s' --config 'Größe/ausführer.yaml' --apply
                    rowferry generate importer '%1$s' --config 'Größe/ausführer.yaml' --config 'Größe/einführer.yaml' --apply
                    rowferry export --full '%1$s' --config 'Größe/ausführer.yaml'
                    rowferry import --config 'Größe/einführer.yaml'
                    rowferry inspect 'Größe/Fähre €/applied/t-0000000001.tar.zst'
                    """, TABLE));
            assertThat(target.query("select * from " + TABLE)).containsExactly(List.of("1", "ü"));
        }
    }

    private static String configurations(TestDatabase source, TestDatabase target) {
        return String.format(Locale.ROOT, """
                mkdir -p 'Größe/Fähre €'
                cat >'Größe/ausführer.yaml' <<'END'
                source: %s
                targets: { t: { outbox: 'Größe/Fähre €', tables: [ '%3$s' ] } }
                END
                cat >'Größe/einführer.yaml' <<'END'
                target: %s
                inboxes: { t: { from: 'Größe/Fähre €', tables: [ '%3$s' ] } }
                END
                """, source.url(), target.url(), TABLE);
    }

    @Test
    void launcher_leavesTheLocaleAloneButForItsCharacters() throws IOException {
        Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
        Files.writeString(java, "#!/usr/bin/env bash\nenv | grep '^L[AC]' | sort | tr '\\n' ' '\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        assumeTrue(host(Map.of()).types("locale -a").contains("C.utf8"), "this host calls no locale C.UTF-8");
        assertThat(seenByJava(Map.of())).isEqualTo("LC_CTYPE=C.UTF-8 ");
        assertThat(seenByJava(Map.of("LANG", "C", "LC_TIME", "POSIX")))
                .isEqualTo("LANG=C LC_CTYPE=C.UTF-8 LC_TIME=POSIX ");
        assertThat(seenByJava(Map.of("LANG", "C.utf8", "LC_TIME", "C"))).isEqualTo("LANG=C.utf8 LC_TIME=C ");
        assertThat(seenByJava(Map.of("LC_ALL", "POSIX")))
                .isEqualTo("LANG=POSIX LC_COLLATE=POSIX LC_CTYPE=C.UTF-8 LC_MESSAGES=POSIX LC_MONETARY=POSIX"
                        + " LC_NUMERIC=POSIX LC_TIME=POSIX ");
        assertThat(seenByJava(Map.of("LC_ALL", "C.UTF-8"))).isEqualTo("LC_ALL=C.UTF-8 ");
        assertThat(seenByJava(Map.of("LANG", "nowhere_NO.UTF-8", "LC_CTYPE", "C.UTF-8")))
                .isEqualTo("LANG=nowhere_NO.UTF-8 LC_ALL=C.UTF-8 LC_CTYPE=C.UTF-8 ");
    }

    /** Hardened hosts mount /tmp so that no program in it may run. */
    @ParameterizedTest
    @ValueSource(strings = {"source", "target"})
    void folderForTemporaryFilesThatCannotBeUsed_isNamedWithTheWayOut(String side) {
        try (TestDatabase source = Servers.oldest().newDatabase("source");
                TestDatabase target = Servers.newest().newDatabase("target")) {
            source.execute("create table " + TABLE + " (id int primary key, \"é\" text)");
            Host host = host(Map.of());
            host.types(configurations(source, target));
            host.types(String.format(Locale.ROOT, """
                    rowferry generate tracking --config 'Größe/ausführer.yaml' --apply
                    rowferry generate exporter '%1$s' --config 'Größe/ausführer.yaml' --apply
                    rowferry generate importer '%1$s' --config 'Größe/ausführer.yaml' --config 'Größe/einführer.yaml' --apply
                    """, TABLE));
            List<String> jobs = List.of(
                    "rowferry export --config 'Größe/ausführer.yaml'",
                    "rowferry import --config 'Größe/einführer.yaml'");
            if (side.equals("target")) {
                host.types(jobs.get(0));
            }
            String job = jobs.get(side.equals("source") ? 0 : 1);
            assertThat(host.types(ExitCode.CONFIGURATION.number(), "TMPDIR=$PWD/nowhere " + job))
                    .contains("the library of zstd cannot be loaded", "nowhere", "HINT: ", "TMPDIR=")
                    .doesNotContain("\tat ");
            host.types("mkdir tmp; TMPDIR=$PWD/tmp " + job);
        }
    }

    /** Most classes of a run are those of its lambdas, which the archive has only where something has linked them. */
    @Test
    void jobs_takeTheirClassesFromTheArchive() throws IOException {
        Path program = Files.createDirectories(folder.resolve("archived"));
        BuiltProgram.install(program);
        try (TestDatabase source = Servers.oldest().newDatabase("source");
                TestDatabase target = Servers.newest().newDatabase("target")) {
            source.execute("create table " + TABLE + " (id int primary key, \"é\" text); insert into " + TABLE
                    + " values (1, 'ü')");
            Host host = host(Map.of());
            host.types(configurations(source, target));
            host.types(String.format(Locale.ROOT, """
                    rowferry() {
                        _JAVA_OPTIONS=-Xlog:class+load:file=$1.txt archived/rowferry "$@"
                    }
                    rowferry generate tracking --config 'Größe/ausführer.yaml' --apply
                    rowferry generate exporter '%1$s' --config 'Größe/ausführer.yaml' --apply
                    rowferry generate importer '%1$s' --config 'Größe/ausführer.yaml' --config 'Größe/einführer.yaml' --apply
                    rowferry export --config 'Größe/ausführer.yaml'
                    rowferry import --config 'Größe/einführer.yaml'
                    """, TABLE));
        }
        for (String job : List.of("export.txt", "import.txt")) {
            List<String> loaded = Files.readAllLines(folder.resolve(job));
            assertThat(loaded.stream().filter(LauncherIT::isArchived)).hasSizeGreaterThan(1000);
            assertThat(loaded.stream().filter(line -> !isArchived(line) && line.contains(" org.rowferry.")))
                    .hasSizeLessThan(60);
            assertThat(loaded.stream().filter(line -> !isArchived(line))).hasSizeLessThan(250);
        }
    }

    private static boolean isArchived(String line) {
        return line.contains("shared objects file");
    }

    private String seenByJava(Map<String, String> locale) {
        return host(locale).types("JAVA_HOME=jdk rowferry help");
    }

    @Test
    void programWithoutTheLauncherAndALocale_namesTheLocaleToSet() {
        assumeTrue(host(Map.of()).types("uname").startsWith("Linux"), "Java takes UTF-8 here whatever the locale");
        String java = "\"$JAVA_HOME/bin/java\" -jar bin/rowferry.jar ";
        assertThat(host(Map.of()).types(3, java + "status --config Größe.yaml"))
                .contains("on the command line", "HINT: ", "LC_ALL=C.UTF-8")
                .doesNotContain("\tat ");
        host(Map.of())
                .types(
                        "printf 'source: postgresql://a@127.0.0.1:1/a\\ntargets: { t: { outbox: Größe, tables: [a.b] } }\\n' >a.yaml");
        assertThat(host(Map.of()).types(3, java + "export --config a.yaml"))
                .contains("path 'Größe'", "HINT: ", "LC_ALL=C.UTF-8")
                .doesNotContain("\tat ");
    }
}
