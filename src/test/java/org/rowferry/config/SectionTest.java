package org.rowferry.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.TableName;

class SectionTest {
    enum OnRewrite {
        FULL,
        IGNORE,
        STOP_AT_ONCE
    }

    @TempDir
    Path folder;

    @Test
    void missingKeys_giveTheFallbackWithoutAProblem() throws IOException {
        Section root = root("");
        assertThat(root.text("a")).isEmpty();
        assertThat(root.duration("b", Duration.ofDays(14))).isEqualTo(Duration.ofDays(14));
        assertThat(root.size("c", new Size(8))).isEqualTo(new Size(8));
        assertThat(root.number("d", 4)).isEqualTo(4);
        assertThat(root.flag("e", true)).isTrue();
        assertThat(root.choice("f", OnRewrite.class, OnRewrite.FULL)).isEqualTo(OnRewrite.FULL);
        assertThat(root.texts("g")).isEmpty();
        assertThat(root.sections("h")).isEmpty();
        assertThat(root.entries("i", "table")).isEmpty();
        assertThat(root.section("j")).isEmpty();
        assertThat(root.problems()).isEmpty();
    }

    @Test
    void values_areReadByTheirTypes() throws IOException {
        Section root = root("""
                retain: 10 minutes
                part: 8 MB
                jobs: -3
                empty: off
                rewrite: stop-at-once
                list: [1, "b c"]
                into: public."Order-Lines"
                """);
        assertThat(root.duration("retain", Duration.ZERO)).isEqualTo(Duration.ofMinutes(10));
        assertThat(root.size("part", new Size(0))).isEqualTo(new Size(8L << 20));
        assertThat(root.number("jobs", 1)).isEqualTo(-3);
        assertThat(root.flag("empty", true)).isFalse();
        assertThat(root.choice("rewrite", OnRewrite.class, OnRewrite.FULL)).isEqualTo(OnRewrite.STOP_AT_ONCE);
        assertThat(root.texts("list")).containsExactly("1", "b c");
        assertThat(root.value("into", TableName::parse)).contains(TableName.of("public", "Order-Lines"));
        assertThat(root.problems()).isEmpty();
    }

    @Test
    void wrongValues_areNotedAndReplaced() throws IOException {
        Section root = root("""
                retain: 10
                part: 8 MX
                jobs: many
                empty: maybe
                rewrite: ful
                into: orders
                list: a
                nested: [[1], {a: b}]
                text: {a: b}
                map: x
                """);
        assertThat(root.duration("retain", Duration.ZERO)).isEqualTo(Duration.ZERO);
        assertThat(root.size("part", new Size(1))).isEqualTo(new Size(1));
        assertThat(root.number("jobs", 1)).isEqualTo(1);
        assertThat(root.flag("empty", true)).isTrue();
        assertThat(root.choice("rewrite", OnRewrite.class, OnRewrite.IGNORE)).isEqualTo(OnRewrite.IGNORE);
        assertThat(root.value("into", TableName::parse)).isEmpty();
        assertThat(root.texts("list")).isEmpty();
        assertThat(root.texts("nested")).isEmpty();
        assertThat(root.text("text")).isEmpty();
        assertThat(root.section("map")).isEmpty();
        assertThat(root.problems())
                .containsExactly(
                        "retain: '10' has no unit, such as '10 minutes'",
                        "part: '8 MX' has the unknown unit 'MX', known are B, KB, MB, GB, TB, did you mean 'MB'?",
                        "jobs: 'many' is not a whole number",
                        "empty: 'maybe' is not true or false",
                        "rewrite: 'ful' is none of full, ignore, stop-at-once, did you mean 'full'?",
                        "into: 'orders' is not of the form schema.table",
                        "list: is a text, not a list",
                        "nested[1]: is a list, not a text",
                        "nested[2]: is a map, not a text",
                        "text: is a map, not a text",
                        "map: is a text, not a map");
    }

    @Test
    void required_tellsMissingFromEmpty() throws IOException {
        Section root = root("empty:\nnull: ~\nthere: x\n");
        assertThat(root.requiredText("empty")).isEmpty();
        assertThat(root.requiredText("null")).isEmpty();
        assertThat(root.requiredText("there")).isEqualTo("x");
        assertThat(root.required("missing").sections("missing")).isEmpty();
        assertThat(root.problems()).containsExactly("empty: is empty", "null: is empty", "missing: is missing");
    }

    @Test
    void sections_keepTheFilesOrderAndNameTheirPlace() throws IOException {
        Section root = root("targets:\n  zulu: {a: 1}\n  alpha:\n  mike: x\n");
        Map<String, Section> targets = root.sections("targets");
        assertThat(targets.keySet()).containsExactly("zulu", "alpha", "mike");
        targets.values().forEach(target -> target.requiredText("a"));
        assertThat(root.problems()).containsExactly("targets.mike: is a text, not a map");
        assertThat(targets.values().stream().flatMap(section -> section.problems().stream()))
                .containsExactly("targets.alpha.a: is missing", "targets.mike.a: is missing");
    }

    @Test
    void entries_takeTextsAndMapsAlike() throws IOException {
        Section root = root("tables: [public.a, {table: public.b, key: [x]}, [no], ]\n");
        List<Section> entries = root.entries("tables", "table");
        assertThat(entries).extracting(entry -> entry.requiredText("table")).containsExactly("public.a", "public.b");
        assertThat(entries.get(1).texts("key")).containsExactly("x");
        entries.get(1).problem("key", "is not unique");
        assertThat(entries.get(1).problems()).containsExactly("tables[2].key: is not unique");
        assertThat(root.problems()).containsExactly("tables[3]: is a list, not a text or a map with 'table'");
    }

    @Test
    void values_keepTheFilesOrderAndItsTexts() throws IOException {
        Section root =
                root("set: {source_id: 9, \"Told By\": 'x: y', a: 007, gone: , \"null\": ~, list: [1], map: {b: c}}\n");
        assertThat(root.values("set"))
                .containsExactly(Map.entry("source_id", "9"), Map.entry("Told By", "x: y"), Map.entry("a", "007"));
        assertThat(root.values("none")).isEmpty();
        assertThat(root.problems())
                .containsExactly(
                        "set.gone: is empty",
                        "set.null: is empty",
                        "set.list: is a list, not a text",
                        "set.map: is a map, not a text");
    }

    @Test
    void value_tellsAFailuresHints() throws IOException {
        Section root = root("source: x\n");
        Configuration configuration = root.configuration();
        root.value("source", text -> {
            throw new Failure(Family.CONFIGURATION, "no such form").hint("Write y.");
        });
        Failure failure = catchThrowableOfType(Failure.class, configuration::finish);
        assertThat(failure).hasMessageEndingWith("\n  source: no such form");
        assertThat(failure.hints()).startsWith("Write y.");
    }

    private Section root(String text) throws IOException {
        Path file = folder.resolve("test.yaml");
        Files.writeString(file, text);
        return Configuration.read(file).root();
    }
}
