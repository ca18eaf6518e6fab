package org.rowferry.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.apply.Feed;
import org.rowferry.apply.FeedEntry;
import org.rowferry.apply.FeedEntry.Apply;
import org.rowferry.apply.FeedEntry.OnNewColumn;
import org.rowferry.apply.FeedEntry.TriggerFiring;
import org.rowferry.cli.ImporterFile;
import org.rowferry.config.Configuration;
import org.rowferry.report.Failure;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

class ImporterSettingsTest {
    @TempDir
    private Path folder;

    @Test
    void name_standsForAnEntryThatChangesNothing() throws IOException {
        assertThat(entries("- public.orders")).containsExactly(FeedEntry.of(TableName.of("public", "orders")));
        assertThat(entries("- table: public.orders")).containsExactly(FeedEntry.of(TableName.of("public", "orders")));
    }

    @Test
    void entry_saysAllThatIsWritten() throws IOException {
        List<FeedEntry> entries = entries("""
                - table: public."Order-Lines"
                  into: crm."Lines of ""all"
                  rename: { City: town, '"Line No"': '"group"' }
                  set: { source_id: 9, '"Told By"': it's }
                  apply: merge
                  on-new-column: ignore
                  triggers: disable
                """);
        assertThat(entries)
                .containsExactly(new FeedEntry(
                        TableName.of("public", "Order-Lines"),
                        TableName.of("crm", "Lines of \"all"),
                        Map.of(
                                new Identifier("city"), new Identifier("town"),
                                new Identifier("Line No"), new Identifier("group")),
                        Map.of(new Identifier("source_id"), "9", new Identifier("Told By"), "it's"),
                        Apply.MERGE,
                        OnNewColumn.IGNORE,
                        Optional.of(TriggerFiring.DISABLE)));
        assertThat(entries.get(0).mapping())
                .isEqualTo(
                        "into crm.\"Lines of \"\"all\", \"Line No\" as \"group\", city as town, \"Told By\" = 'it''s',"
                                + " source_id = '9'");
    }

    @Test
    void mapping_isTheSameForWhatComesToTheSame() throws IOException {
        assertThat(entries("- { table: a.b, into: a.b, rename: { x: x, c: d, e: f }, set: { g: 1, h: 2 } }")
                        .get(0)
                        .mapping())
                .isEqualTo(entries("- { table: a.b, rename: { e: f, c: d }, set: { h: 2, g: 1 }, apply: merge }")
                        .get(0)
                        .mapping())
                .isEqualTo("into a.b, c as d, e as f, g = '1', h = '2'");
    }

    @Test
    void allThatIsWrong_isToldAtOnce() {
        assertThat(problems("""
                - table: orders
                - { table: public.a, into: clients }
                - { table: public.b, rename: { x: y, z: y } }
                - { table: public.c, rename: { x: y }, set: { y: 1 } }
                - { table: public.d, rename: { Line No: y } }
                - { table: public.e, set: { y: , z: [1] } }
                - { table: public.f, apply: replce, on-new-column: drop, triggers: off, inot: x }
                - public.g
                - public.g
                - { table: public.h, into: public.g }
                """))
                .containsExactly(
                        "inboxes.one.tables: public.g is named twice",
                        "inboxes.one.tables: two tables go into public.g, where an inbox feeds a table once; an inbox of its own may feed it, too",
                        "inboxes.one.tables[1].table: 'orders' is not of the form schema.table",
                        "inboxes.one.tables[2].into: 'clients' is not of the form schema.table",
                        "inboxes.one.tables[3].rename: two columns are renamed to y",
                        "inboxes.one.tables[4].rename: the column y is renamed to and set",
                        "inboxes.one.tables[5].rename: 'Line No' is not a name as SQL has it: quote what is no plain word, '\"Order-Lines\"'",
                        "inboxes.one.tables[6].set.y: is empty",
                        "inboxes.one.tables[6].set.z: is a list, not a text",
                        "inboxes.one.tables[7].inot: unknown key, did you mean 'into'?",
                        "inboxes.one.tables[7].apply: 'replce' is none of auto, replace, merge, did you mean 'replace'?",
                        "inboxes.one.tables[7].on-new-column: 'drop' is none of stop, ignore, add, did you mean 'stop'?",
                        "inboxes.one.tables[7].triggers: 'off' is none of fire, disable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inboxes: { One/Two: { from: /in, tables: [a.b], max-rows: 5, as-owner: false } }",
                "inboxes: { one: { from: /in, tables: [b] } }",
                "inboxes: { one: { from: /in, tables: a.b } }",
                "inboxes: { one: { from: /in, tables: [{ into: a.b }] } }",
                "inboxes: /in",
            })
    void oneFault_isOneProblem(String inboxes) {
        String text = "target: postgresql://u@h/d\n" + inboxes;
        assertThat(problemsOf(() -> Configuration.read(Files.writeString(folder.resolve("importer.yaml"), text))))
                .hasSize(1);
    }

    @ParameterizedTest(name = "{0}: {1}, refused {2}")
    @CsvSource({
        "max-rows, 1, false",
        "max-rows, 0, true",
        "max-ratio, 0, true",
        "max-ratio, 5, false",
        "max-bytes, 0 MB, true",
        "max-bytes, 1 GB, false",
    })
    void limitBelowOne_isNone(String key, String limit, boolean refused) {
        String inbox = "target: postgresql://u@h/d\ninboxes: { one: { from: /in, tables: [a.b], " + key + ": " + limit
                + " } }";
        assertThat(problemsOf(() -> Configuration.read(Files.writeString(folder.resolve("importer.yaml"), inbox))))
                .isEqualTo(refused ? List.of("inboxes.one." + key + ": is a limit of 1 or more") : List.of());
    }

    @Test
    void inboxesThatWouldStepOnEachOther_areRefused() {
        String first = "{ table: public.a, into: crm.c, set: { source_id: 1, kind: x } }";
        for (String second : List.of(
                "{ table: public.b, into: crm.c }",
                "{ table: public.b, into: crm.c, set: { other_id: 2 } }",
                "{ table: public.b, into: crm.c, set: { source_id: 1, kind: x } }",
                "crm.c")) {
            assertThat(problems("- " + first, "- " + second))
                    .singleElement()
                    .asString()
                    .startsWith(
                            "inboxes.two.tables: crm.c is fed by the inbox one already, and no column that both set");
        }
        assertThat(problems("- " + first, "- { table: public.a, into: crm.c, set: { source_id: 1, kind: y } }"))
                .isEmpty();
        assertThat(problems(
                        "- " + first,
                        "- { table: public.a, into: crm.c, set: { source_id: 2 } }",
                        "- { table: public.a, into: crm.c, set: { kind: y } }"))
                .singleElement()
                .asString()
                .startsWith("inboxes.three.tables: crm.c is fed by the inbox two already");
    }

    @Test
    void patternOfTwoInboxes_takesATableOnceOrTellsItsRowsApart() throws IOException {
        TableName a = TableName.of("crm", "a");
        ImporterFile apart = ImporterFile.read(
                configuration(
                                "- { table: 'crm.*', set: { source_id: 1 } }",
                                "- { table: 'crm.*', set: { source_id: 2 } }")
                        .root(),
                Map.of());
        assertThat(apart.importer().resolved(List.of(a)).feeds())
                .allSatisfy(feed -> assertThat(feed.names()).containsExactly(a));
        assertThat(apart.links()
                        .resolved(apart.importer().resolved(List.of(a)).feeds(), List.of(a))
                        .feeds())
                .hasSize(2);
        ImporterFile same =
                ImporterFile.read(configuration("- crm.*", "- crm.*").root(), Map.of());
        List<Feed> feeds = same.importer().resolved(List.of(a)).feeds();
        assertThatThrownBy(() -> same.links().resolved(feeds, List.of(a)))
                .hasMessageContaining("inboxes.two.tables: crm.a is fed by the inbox one already");
    }

    private List<FeedEntry> entries(String tables) throws IOException {
        Configuration configuration = configuration(tables);
        ImporterSettings settings =
                ImporterFile.read(configuration.root(), Map.of()).importer();
        configuration.finish();
        return settings.inboxes().get(0).tables();
    }

    private List<String> problems(String... tables) {
        return problemsOf(() -> configuration(tables));
    }

    private static List<String> problemsOf(Callable<Configuration> reading) {
        Failure failure = catchThrowableOfType(Failure.class, () -> {
            Configuration configuration = reading.call();
            ImporterFile.read(configuration.root(), Map.of()).importer();
            configuration.finish();
        });
        return failure == null
                ? List.of()
                : String.valueOf(failure.getMessage())
                        .lines()
                        .skip(1)
                        .map(String::strip)
                        .toList();
    }

    private Configuration configuration(String... tables) throws IOException {
        StringBuilder text = new StringBuilder("target: postgresql://u@h/d\ninboxes:\n");
        List<String> names = List.of("one", "two", "three");
        for (int i = 0; i < tables.length; i++) {
            text.append("  ").append(names.get(i)).append(":\n    from: /in\n    tables:\n");
            text.append(tables[i].indent(6));
        }
        return Configuration.read(Files.writeString(folder.resolve("importer.yaml"), text));
    }
}
