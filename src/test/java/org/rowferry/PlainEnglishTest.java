package org.rowferry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A sentence names its subject: no sentence that a person reads begins with What, Who, Of or That. */
class PlainEnglishTest {
    private static final Pattern NO_BEGINNING = Pattern.compile("[^\\p{L}\\p{N}`]*(What|Who|Of|That)\\b.*[^?]");

    static List<Path> files() throws IOException {
        try (Stream<Path> top = Files.list(Path.of(""));
                Stream<Path> rest = Stream.of("docs", "exporter", "importer", "ddl-templates", "src/main/java")
                        .map(Path::of)
                        .flatMap(PlainEnglishTest::below)) {
            return Stream.concat(top, rest)
                    .filter(Files::isRegularFile)
                    .filter(file -> !Prose.of(file).isEmpty())
                    .sorted()
                    .toList();
        }
    }

    private static Stream<Path> below(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void sentence_namesItsSubject(Path file) {
        assertThat(Prose.of(file)).filteredOn(PlainEnglishTest::isNameless).isEmpty();
    }

    private static boolean isNameless(String sentence) {
        return NO_BEGINNING.matcher(sentence).matches();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.md: # A head\n\nSome rows are gone. What is left\nstays.",
                "a.md: - **Of two rows** one is kept.",
                "a.md: | one | Who waits is told. |",
                "a.java: /** Reads rows. That is all. */",
                "a.java: /**\n * Reads rows.\n *\n * @param rows What is read\n */",
                "a.java: // Who reads waits.",
                "a.java: .hint(\"Of these drop one.\")",
                "a.sql: -- The log.\n-- That is all.",
                "a.yaml: # What is read."
            })
    void sentenceWithoutASubject_isFound(String text) {
        assertThat(sentences(text)).filteredOn(PlainEnglishTest::isNameless).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.md: What is left? Whatever stays.\n\n```sh\n# What runs.\n```",
                "a.md: Some rows are gone, and that is all: `That` is a name.",
                "a.java: int what; // Rows, and\n// what they hold.\nString sql = \"\"\"\n    Of no matter\n    \"\"\";",
                "a.yaml: What: # of rows"
            })
    void questionsCodeAndOtherWords_arePassedOver(String text) {
        assertThat(sentences(text)).filteredOn(PlainEnglishTest::isNameless).isEmpty();
    }

    private static List<String> sentences(String text) {
        String[] parts = text.split(": ", 2);
        return Prose.of(Path.of(parts[0]), parts[1]);
    }

    @Test
    void allKindsOfFiles_areRead() throws IOException {
        assertThat(files().stream().map(file -> file.toString().replaceFirst(".*\\.", "")))
                .contains("md", "yaml", "sql", "java");
    }
}
