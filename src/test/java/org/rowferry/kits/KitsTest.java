package org.rowferry.kits;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.cli.ExporterFile;
import org.rowferry.cli.ImporterFile;
import org.rowferry.config.Configuration;
import org.rowferry.config.Keys;
import org.rowferry.config.Section;
import org.rowferry.report.Failure;

/** The annotated samples: whole, up to date, and saying what holds where nothing is said. */
class KitsTest {
    private static final Pattern KEY_WITH_VALUE = Pattern.compile(" *[a-z-]+: \\S.*");

    @TempDir
    private Path folder;

    /** Which sample, who reads it, and how many of its keys may be left out. */
    record Kit(Path sample, BiFunction<Section, Map<String, String>, Record> settings, int optionalKeys) {
        private String read(Configuration configuration) {
            Record read = settings.apply(configuration.root(), Map.of());
            configuration.finish();
            return read.toString();
        }

        @Override
        public String toString() {
            return sample.toString();
        }
    }

    static List<Kit> kits() {
        return List.of(
                new Kit(Path.of("exporter/exporter.yaml"), ExporterFile::read, 16),
                new Kit(Path.of("importer/importer.yaml"), ImporterFile::read, 41));
    }

    @ParameterizedTest
    @MethodSource("kits")
    void sample_isReadWithoutProblem(Kit kit) {
        assertThat(kit.read(Configuration.read(kit.sample))).contains("public.\"Order-Lines\"");
    }

    @ParameterizedTest
    @MethodSource("kits")
    void sample_showsEveryKeyThatIsAskedFor(Kit kit) {
        Configuration configuration = Configuration.read(kit.sample);
        kit.read(configuration);
        assertThat(Keys.askedButNotShown(configuration))
                .as("keys that the code asks for and %s does not show", kit.sample)
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("kits")
    void sample_saysWhatHoldsWhereAKeyIsLeftOut(Kit kit) throws IOException {
        List<String> lines = Files.readAllLines(kit.sample);
        String whole = kit.read(Configuration.read(kit.sample));
        List<String> leftOut = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (KEY_WITH_VALUE.matcher(lines.get(i)).matches()) {
                Configuration configuration = without(i, lines);
                Optional<String> read = readIfAllowed(kit, configuration);
                if (read.isPresent()) {
                    assertThat(read.get()).as("without '%s'", lines.get(i)).isEqualTo(whole);
                    assertThat(Keys.askedButNotShown(configuration))
                            .as("that the line '%s' is missing is seen", lines.get(i))
                            .hasSize(1);
                    leftOut.add(lines.get(i));
                }
            }
        }
        assertThat(leftOut).hasSize(kit.optionalKeys);
    }

    /** cron sets no locale, and systemd the host's, which may be none. */
    @ParameterizedTest
    @ValueSource(strings = {"exporter", "importer"})
    void whateverStartsRowferry_setsALocaleOfUtf8(String kit) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(kit))) {
            List<Path> jobs = files.filter(
                            file -> file.toString().matches(".*(crontab|(export|import|carry)\\.service)"))
                    .toList();
            assertThat(jobs)
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allSatisfy(
                            job -> assertThat(job).content().containsPattern("(?m)^(Environment=)?LC_ALL=C\\.UTF-8$"));
        }
    }

    /** Each kit is whole, so both have the unit that tells of failures. */
    @Test
    void unitThatTellsOfFailures_isTheSameInBothKitsAndNamedByEveryJob() throws IOException {
        assertThat(Path.of("exporter/rowferry-failed@.service"))
                .hasSameTextualContentAs(Path.of("importer/rowferry-failed@.service"));
        for (String job : List.of("exporter/rowferry-export", "importer/rowferry-carry", "importer/rowferry-import")) {
            assertThat(Path.of(job + ".service")).content().contains("\nOnFailure=rowferry-failed@%n\n");
        }
    }

    private Configuration without(int line, List<String> lines) throws IOException {
        List<String> others = new ArrayList<>(lines);
        others.remove(line);
        return Configuration.read(Files.write(folder.resolve("sample.yaml"), others));
    }

    /** Nothing where the key must be there. */
    private static Optional<String> readIfAllowed(Kit kit, Configuration configuration) {
        try {
            return Optional.of(kit.read(configuration));
        } catch (Failure e) {
            return Optional.empty();
        }
    }
}
