package org.rowferry.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.cli.ImporterFile;
import org.rowferry.config.Configuration;
import org.rowferry.report.Failure;

class LinkTableSettingsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                                            | tables: names no table",
                "[a.b, { table: a.c, into: a.b }]              | tables: two tables go into a.b",
                "[a.link_columns]   | tables: a.link_columns would be the second foreign table l.link_columns;"
                        + " make a second link for it, with a schema of its own",
                "[a.link_pg_class]  | tables: a.link_pg_class would be the second foreign table l.link_pg_class;"
                        + " make a second link for it, with a schema of its own",
                "[l.b]              | tables: l.b would be both the foreign table and what it is mirrored to;"
                        + " give the link another 'schema', or the table another 'into'",
                "[{ table: a.b, mirror: view, indexes: [' '] }]"
                        + " | tables[1].indexes: says nothing, where one such as 'using gist (geom)' is",
                "[{ table: a.b, mirror: views }]"
                        + " | tables[1].mirror: 'views' is none of table, view, did you mean 'view'?",
            })
    void listThatMeansNothing_isRefused(String tables, String problem) {
        assertThat(problems("tables: " + tables)).containsExactly("links.l." + problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[a.b, c.d, a.b]", "[{ table: a.b, into: x.y }, { table: a.b, into: x.z }]"})
    void tableThatIsNamedTwice_isRefused_whereverItGoes(String tables) {
        assertThat(problems("tables: " + tables)).contains("links.l.tables: a.b is named twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[a.link_source]",
                "[a.link_capture, { table: a.b, capture: snapshot }]",
                "[{ table: a.b, capture: snapshot }, a.link_applied]",
            })
    void nameOfAViewOnTheSource_isTakenWhereATableIsCaptured(String tables) {
        assertThat(problems("tables: " + tables))
                .singleElement()
                .asString()
                .contains(" would be the second foreign table l.link_");
        String none = tables.replaceAll("a\\.link_(\\w+)", "{ table: a.link_$1, capture: snapshot }");
        assertThat(problems("tables: " + none)).as("nothing is captured").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "as-owner, true",
        "apply, merge",
        "on-new-column, add",
        "triggers, fire",
        "capture, trigger",
    })
    void settingOfRows_hasNoMeaningForAView(String key, String value) {
        assertThat(problems("tables: [{ table: a.b, mirror: view, " + key + ": " + value + " }]"))
                .containsExactly("links.l.tables[1]." + key + ": belongs to 'mirror: table'");
        assertThat(problems("tables: [{ table: a.b, " + key + ": " + value + " }]"))
                .isEmpty();
    }

    @Test
    void indexesThatAreNone_areNoneOfATable() {
        assertThat(problems("tables: [{ table: a.b, indexes: [] }]")).isEmpty();
        assertThat(problems("tables: [{ table: a.b, indexes: [(id)] }]"))
                .containsExactly("links.l.tables[1].indexes: belongs to 'mirror: view'");
    }

    @ParameterizedTest(name = "at the top {0}, of the link {1}, of the table {2}: {3}")
    @CsvSource({
        ", , , ",
        "true, , , true",
        "true, false, , false",
        "true, false, true, true",
        ", true, , true",
        ", true, false, false",
        "false, , true, true"
    })
    void rightsOfTheOwner_areSaidByTheNearest(Boolean top, Boolean link, Boolean table, Boolean said)
            throws IOException {
        String text = (top == null ? "" : "as-owner: " + top + "\n") + "target: postgresql://u@h/d\nlinks:\n  l:\n"
                + (link == null ? "" : "    as-owner: " + link + "\n")
                + "    tables: [{ table: a.b" + (table == null ? "" : ", as-owner: " + table) + " }]\n";
        assertThat(read(text).links().get(0).tables().get(0).entry().asOwner()).isEqualTo(Optional.ofNullable(said));
    }

    @Test
    void problemsOfAllTables_areToldAtOnce() {
        assertThat(problems("tables: [b, { table: a.c, rename: { x: z, y: z } }, { table: a.d, capture: watermark }]"))
                .containsExactly(
                        "links.l.tables[1].table: 'b' is not of the form schema.table",
                        "links.l.tables[2].rename: two columns are renamed to z",
                        "links.l.tables[3].watermark: names no column, such as [date_insert, date_update]");
    }

    private List<String> problems(String link) {
        Failure failure = catchThrowableOfType(
                Failure.class, () -> read("target: postgresql://u@h/d\nlinks:\n  l:\n    " + link + "\n"));
        return failure == null
                ? List.of()
                : String.valueOf(failure.getMessage())
                        .lines()
                        .skip(1)
                        .map(String::strip)
                        .toList();
    }

    private LinkSettings read(String text) throws IOException {
        Configuration configuration = Configuration.read(Files.writeString(folder.resolve("importer.yaml"), text));
        LinkSettings settings =
                ImporterFile.read(configuration.root(), Map.of()).links();
        configuration.finish();
        return settings;
    }
}
