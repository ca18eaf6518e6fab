package org.rowferry.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.capture.CaptureMethod.Deletes;
import org.rowferry.capture.CaptureMethod.Overlap;
import org.rowferry.capture.CaptureMethod.Watermark;
import org.rowferry.config.Configuration;
import org.rowferry.report.Failure;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.Selection;

class CaptureSettingsTest {
    private static final Identifier CHANGED = new Identifier("changed");

    @TempDir
    private Path folder;

    @Test
    void entryThatSaysNothing_isTheUsualOne() throws IOException {
        assertThat(read("{}")).isEqualTo(CaptureSettings.USUAL);
        assertThat(read("capture: trigger")).isEqualTo(CaptureSettings.USUAL);
    }

    @Test
    void selection_isReadWithItsExpressions() throws IOException {
        assertThat(read("""
                key: [id]
                columns: [id, Name, '"Of It"']
                transform: { name: upper(name) }
                where: id > 0
                """))
                .isEqualTo(new CaptureSettings(
                        Optional.of(new Key(List.of(new Identifier("id")))),
                        new Selection(
                                List.of(new Identifier("id"), new Identifier("name"), new Identifier("Of It")),
                                Map.of(new Identifier("name"), "upper(name)"),
                                Optional.of("id > 0")),
                        CaptureMethod.TRIGGERS));
    }

    @ParameterizedTest(name = "overlap: {0} is {1} seconds and {2}")
    @CsvSource({"'', 600, 1000", "5m, 300, 1000", "2h, 7200, 1000", "50, 600, 50", "0, 600, 0"})
    void overlap_isATimeOrANumber(String overlap, long seconds, long number) throws IOException {
        String line = overlap.isEmpty() ? "" : "\noverlap: " + overlap;
        assertThat(read("capture: watermark\nwatermark: [changed]" + line).method())
                .isEqualTo(new Watermark(
                        List.of(CHANGED), new Overlap(Duration.ofSeconds(seconds), number), Deletes.KEYS));
    }

    @Test
    void deletes_areSeenUnlessTheEntrySaysOtherwise() throws IOException {
        Watermark none = (Watermark)
                read("capture: watermark\nwatermark: [changed]\ndeletes: none").method();
        assertThat(none.deletes()).isEqualTo(Deletes.NONE);
        assertThat(none.words()).isEqualTo("watermark [changed], deletes not seen");
    }

    @Test
    void methods_haveWordsThatTellThemApart() throws IOException {
        assertThat(List.of(
                        read("{}").method().words(),
                        read("capture: snapshot").method().words(),
                        read("capture: watermark\nwatermark: [a, b]").method().words()))
                .containsExactly("trigger", "snapshot", "watermark [a, b]");
        assertThat(read("capture: watermark\nwatermark: [a]\noverlap: 5m")
                        .method()
                        .words())
                .as("an overlap of another length makes no full")
                .isEqualTo(read("capture: watermark\nwatermark: [a]").method().words());
    }

    @Test
    void tableThatIsCompared_mayDoWithoutAKey() throws IOException {
        assertThat(read("capture: snapshot").toldKey()).contains(Key.NONE);
        assertThat(read("{}").toldKey()).isEmpty();
        assertThat(read("capture: snapshot\nkey: [id]").toldKey()).contains(new Key(List.of(new Identifier("id"))));
    }

    @Test
    void settingsOfAWatermark_belongToOne() {
        assertThat(problems("watermark: [a]\noverlap: 5m\ndeletes: none"))
                .containsExactlyInAnyOrder(
                        "watermark: belongs to 'capture: watermark'",
                        "overlap: belongs to 'capture: watermark'",
                        "deletes: belongs to 'capture: watermark'");
        assertThat(problems("capture: watermark"))
                .containsExactly("watermark: names no column, such as [date_insert, date_update]");
    }

    @Test
    void selectionThatMakesNoSense_isAProblem() {
        assertThat(problems("columns: [id]\ntransform: { name: upper(name), id: ' ' }\nwhere: ' '"))
                .containsExactlyInAnyOrder(
                        "transform: names name, which 'columns' leaves out",
                        "transform: says nothing for id",
                        "where: is empty");
        assertThat(problems("key: [id, id]")).singleElement().asString().startsWith("key: ");
    }

    private CaptureSettings read(String text) throws IOException {
        Configuration configuration = Configuration.read(Files.writeString(folder.resolve("entry.yaml"), text));
        CaptureSettings settings = CaptureSettings.read(configuration.root());
        configuration.finish();
        return settings;
    }

    private List<String> problems(String text) {
        Failure failure = catchThrowableOfType(Failure.class, () -> read(text));
        return String.valueOf(failure.getMessage())
                .lines()
                .map(line -> line.replaceFirst(".*entry.yaml: ", "").strip())
                .filter(line -> !line.contains("entry.yaml"))
                .toList();
    }
}
