package org.rowferry.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InvocationTest {
    private static final Surroundings ON_THE_SOURCE = Surroundings.UNKNOWN
            .configured(Family.SOURCE, "night run/exp'orter.yml", Optional.empty())
            .connected(Family.SOURCE, "postgresql://OWNER@db1:5432/shop");
    private static final Invocation GENERATE = Invocation.ofSourceOwner("generate exporter", "'public.\"a b\"'");
    private static final Pattern LITERAL =
            Pattern.compile("(?<!/)(exporter|importer)\\.yaml|rowferry (export|import|sync|status|generate) ");

    /** The demo and 'init' make files of these names. */
    private static final Pattern MAKES_THEM = Pattern.compile(".*/demo/.*|.*/(InitCommand|FirstSteps)\\.java");

    /** Examples of a verb's help, where no file was given yet. */
    private static final Pattern ALLOWED =
            Pattern.compile("^footer = .*|.*Path config = Path\\.of\\(.*|^\"  rowferry .*");

    @Test
    void job_namesTheFileThatWasGivenAsAShellHasToBeGivenIt() {
        assertThat(Invocation.ofExporter("export", "--target r --full").in(ON_THE_SOURCE))
                .isEqualTo("rowferry export --config 'night run/exp'\\''orter.yml' --target r --full");
    }

    @Test
    void ownersScript_namesTheDatabaseForAnotherRoleThanTheConfigurations() {
        assertThat(GENERATE.in(ON_THE_SOURCE))
                .isEqualTo("rowferry generate exporter 'public.\"a b\"' --config 'night run/exp'\\''orter.yml'"
                        + " --source postgresql://OWNER@db1:5432/shop --apply");
    }

    @Test
    void oneCommand_isForAllTablesOfFailuresThatAreToldAtOnce() {
        Failure one = failure("a", "'public.a'");
        Failure all = one.and(failure("b", "'public.\"b --c\"'").hint("See b."))
                .and(failure("d", "'public.d'"))
                .and(one);
        assertThat(all.hints(ON_THE_SOURCE))
                .containsExactly(
                        "Run as the owner: rowferry generate exporter 'public.a' 'public.d'"
                                + " --config 'night run/exp'\\''orter.yml' --source postgresql://OWNER@db1:5432/shop --apply",
                        "Run as the owner: rowferry generate exporter 'public.\"b --c\"'"
                                + " --config 'night run/exp'\\''orter.yml' --source postgresql://OWNER@db1:5432/shop --apply",
                        "See b.");
    }

    @Test
    void oneCommand_forMoreTablesThanAnybodyReads_isForAllOfTheConfiguration() {
        Failure all = IntStream.range(0, 100)
                .mapToObj(i -> failure("public.\"table " + i + "\"", "'public.\"table " + i + "\"'"))
                .reduce(Failure::and)
                .orElseThrow();
        assertThat(all.hints(ON_THE_SOURCE))
                .containsExactly("Run as the owner: rowferry generate exporter --config 'night run/exp'\\''orter.yml'"
                        + " --source postgresql://OWNER@db1:5432/shop --apply");
    }

    private static Failure failure(String table, String argument) {
        return new Failure(Family.SOURCE, "changes of " + table + " are not captured")
                .hint("Run as the owner: ", Invocation.ofSourceOwner("generate exporter", argument));
    }

    @Test
    void ownersScript_needsNoConfigurationWhereTheDatabaseAloneWasNamed() {
        Surroundings known = Surroundings.UNKNOWN.connected(Family.SOURCE, "postgresql://OWNER@db1:5432/shop");

        assertThat(GENERATE.in(known))
                .isEqualTo(
                        "rowferry generate exporter 'public.\"a b\"' --source postgresql://OWNER@db1:5432/shop --apply");
    }

    @Test
    void commandForTheOtherSide_namesTheFileThatTheReadmeHasThere() {
        Surroundings onTheTarget = Surroundings.UNKNOWN.configured(Family.TARGET, "importer.yaml", Optional.empty());

        assertThat(Invocation.ofExporter("export", "--target r --since 3").in(onTheTarget))
                .isEqualTo("rowferry export --config /etc/rowferry/exporter.yaml --target r --since 3");
        assertThat(Invocation.ofImporter("sync", "").in(onTheTarget)).isEqualTo("rowferry sync --config importer.yaml");
    }

    @Test
    void schemaThatNoFileSays_isNamed() {
        Surroundings bare = Surroundings.UNKNOWN.connected(Family.SOURCE, "postgresql://OWNER@db1:5432/shop");
        String apply = " --source postgresql://OWNER@db1:5432/shop --schema 'my ferry' --apply";

        assertThat(GENERATE.in(bare.schema("my ferry"))).endsWith("'public.\"a b\"'" + apply);
        assertThat(GENERATE.in(bare.schema("rowferry"))).doesNotContain("--schema");
        assertThat(GENERATE.in(ON_THE_SOURCE.schema("my ferry"))).endsWith("exp'\\''orter.yml'" + apply);
        assertThat(GENERATE.in(bare.overLink(bare.source().url(), "my ferry"))).endsWith(apply);
        assertThat(Mention.SOURCE_OPTIONS.in(bare.schema("my ferry"))).endsWith("--schema 'my ferry'");
    }

    @Test
    void schemaThatTheFileSays_isNamedToCommandsThatReadAnotherFile() {
        Surroundings onTheTarget =
                Surroundings.UNKNOWN.configured(Family.TARGET, "importer.yaml", Optional.of("lab_ferry"));
        String reading = "rowferry generate importer a.b --config /etc/rowferry/exporter.yaml";

        assertThat(Invocation.ofTargetOwner("generate fdw target", "").in(onTheTarget))
                .doesNotContain("--schema");
        assertThat(Invocation.ofSourceReader("generate importer a.b", "> x.sql").in(onTheTarget))
                .isEqualTo(reading + " --schema lab_ferry > x.sql");
        assertThat(Invocation.ofReaderOfBoth("generate importer a.b", "> x.sql").in(onTheTarget))
                .isEqualTo(reading + " --config importer.yaml > x.sql");
    }

    @Test
    void entryOfATable_isInTheFileOfTheSideThatReadsIt() {
        Surroundings known = ON_THE_SOURCE.configured(Family.TARGET, "links.yml", Optional.empty());

        assertThat(Mention.ENTRY_FILE.in(known)).isEqualTo("night run/exp'orter.yml");
        assertThat(Mention.ENTRY_FILE.in(known.overLink(Optional.empty(), "rowferry")))
                .isEqualTo("links.yml", Optional.empty());
        assertThat(Mention.ENTRY_FILE.in(known.overLink(Optional.empty(), "rowferry")
                        .connected(Family.SOURCE, "postgresql://OWNER@db1:5432/shop")))
                .isEqualTo("links.yml", Optional.empty());
    }

    @Test
    void everyCommandOfAHint_isWordedWhereTheFileThatWasGivenIsKnown() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<String> literals = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !MAKES_THEM.matcher(file.toString()).matches())
                    .flatMap(InvocationTest::literals)
                    .toList();

            assertThat(literals).isEmpty();
        }
    }

    private static Stream<String> literals(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.startsWith("*") && !line.startsWith("/*"))
                    .filter(line -> LITERAL.matcher(line).find()
                            && !ALLOWED.matcher(line).matches())
                    .map(line -> file + ": " + line);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
