package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Cases;
import org.rowferry.testing.Servers;
import org.rowferry.testing.Tables;
import org.rowferry.testing.TestDatabase;

/** Each command in a process of its own, whose JVM has other digits, letters, calendars, bytes and hours by default. */
final class OddHostIT {
    private static final TableName PLAIN = TableName.of("shop", "titles");
    private static final TableName UGLY = TableName.of("İIıi", "Größe \"表\"");

    @TempDir
    private Path folder;

    private TestDatabase source;
    private TestDatabase target;

    static List<List<String>> oddDefaults() {
        // The server knows neither of the first two time zones. The last host has the oddities of all others at once.
        return Cases.hardest(List.of(
                defaults("ar", "EG", "-Duser.extensions=u-nu-arab", "US-ASCII", "IST"),
                defaults("ja", "JP", "-Duser.variant=JP", "windows-31j", "GMT-11:30"),
                defaults("tr", "TR", "-Duser.variant=x", "UTF-16", "Pacific/Kiritimati"),
                defaults("th", "TH", "-Duser.variant=TH", "ISO-8859-1", "JST"),
                defaults("tr", "TR", "-Duser.extensions=u-ca-buddhist-nu-arab", "UTF-16", "GMT-11:30")));
    }

    private static List<String> defaults(String language, String country, String more, String charset, String zone) {
        return List.of(
                "-Duser.language=" + language,
                "-Duser.country=" + country,
                more,
                "-Dfile.encoding=" + charset,
                "-Duser.timezone=" + zone);
    }

    @BeforeEach
    void open() {
        source = Servers.newest().newDatabase("odd_source");
        target = Servers.oldest().newDatabase("odd_target");
        for (TableName table : List.of(PLAIN, UGLY)) {
            source.execute(String.format(Locale.ROOT, """
                    create schema %1$s;
                    create table %2$s (id int primary key, "TİTLE" text, at timestamptz, price numeric(10, 2), part float8);
                    insert into %2$s select i, 'ı٣é表' || i, '2026-01-01'::timestamptz + i * interval '1 day', i / 7.0, i / 7.0
                    from generate_series(1, 1234) as i;
                    """, table.schema(), table));
        }
        configure();
    }

    private void configure() {
        String tables = "['" + PLAIN + "', '" + UGLY + "']";
        ShopPipeline.write(
                file("exporter.yaml"), String.format(Locale.ROOT, """
                source: %s
                retain: 90m
                targets:
                  TITLE-i:
                    outbox: %s
                    tables: %s
                """, source.url(), folder.resolve("out"), tables));
        ShopPipeline.write(
                file("importer.yaml"), String.format(Locale.ROOT, """
                target: %s
                inboxes:
                  title:
                    from: %s
                    tables: %s
                """, target.url(), folder.resolve("out"), tables));
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    @AfterEach
    void close() {
        source.close();
        target.close();
    }

    @ParameterizedTest
    @MethodSource("oddDefaults")
    void hostWithOddDefaults_writesWhatEveryHostReadsAndEndsWithEqualTables(List<String> defaults) {
        Host odd = host(defaults);
        odd.types("mkdir out");
        odd.types("rowferry generate tracking --config exporter.yaml --apply");
        odd.types("rowferry generate exporter " + tables() + " --config exporter.yaml --apply");
        assertThat(odd.types("rowferry generate importer " + tables() + " --config exporter.yaml"))
                .as("the script as every host prints it")
                .isEqualTo(new Operator(Map.of())
                        .types("generate", "importer", PLAIN + "", UGLY + "", "--config", file("exporter.yaml"))
                        .text());
        odd.types("rowferry generate importer " + tables() + " --config exporter.yaml --config importer.yaml --apply");
        ferry(odd, 1);
        assertEqual();
        for (TableName table : List.of(PLAIN, UGLY)) {
            source.execute(
                    "update " + table + " set part = -part where id % 3 = 0; delete from " + table + " where id = 4");
        }
        String bundle = ferry(odd, 2);
        assertEqual();
        assertThat(odd.types("rowferry status --config exporter.yaml --json && rowferry inspect out/applied/" + bundle))
                .contains("shop.titles", "Größe \"\"表", "rows")
                .doesNotContainPattern("[\\p{Nd}&&[^0-9]]");
        odd.types("rowferry status --config importer.yaml");
    }

    /** Returns the name of the bundle. */
    private static String ferry(Host odd, int number) {
        String bundle = "TITLE-i-000000000" + number + ".tar.zst";
        assertThat(odd.types("rowferry export --config exporter.yaml")).contains(bundle);
        assertThat(odd.types("rowferry import --config importer.yaml && ls out/applied"))
                .contains(bundle + " applied", bundle);
        return bundle;
    }

    private static String tables() {
        return "'" + PLAIN + "' '" + UGLY + "'";
    }

    private Host host(List<String> defaults) {
        List<String> java = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        java.addAll(defaults);
        java.addAll(BuiltProgram.shortLived());
        java.addAll(List.of("-jar", BuiltProgram.jar()));
        String rowferry = "rowferry() { '" + String.join("' '", java) + "' \"$@\"; }\nset -e\n";
        return new Host(folder, Map.of("PATH", System.getenv("PATH"), "LC_ALL", "C.UTF-8"), rowferry);
    }

    private void assertEqual() {
        try (Connection ofSource = source.connect();
                Connection ofTarget = target.connect()) {
            List.of(PLAIN, UGLY).forEach(table -> Tables.assertEqual(ofSource, ofTarget, table));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
