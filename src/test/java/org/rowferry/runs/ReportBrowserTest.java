package org.rowferry.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A browser shows the report from a disk, without complaint, in both colour schemes and in a narrow window. Skipped where
 * there is no Chromium. With {@code -Drowferry.screenshots=write} it writes the pictures of docs/report.md.
 */
class ReportBrowserTest {
    private static final Path PICTURES = Path.of("docs/pictures");
    private static final int DARK = 0;
    private static final int LIGHT = 1;
    private static final int NARROW = 500;

    @TempDir
    private Path folder;

    private Path page;

    @BeforeEach
    void open() throws IOException {
        assumeTrue(browser().isPresent(), "there is no chromium: the report is not shown in a browser");
        page = folder.resolve("report.html");
        show(SampleFacts.ofHostileSource());
    }

    private void show(ReportFacts facts) {
        new ReportFile(page).write(ReportMustache.render(ReportView.of(facts, "0.1.0")));
    }

    private static Optional<Path> browser() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .flatMap(path -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(path, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** What the browser prints, and what it complains of. */
    private record Answer(String out, String err) {}

    private Answer browse(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                browser().orElseThrow().toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--hide-scrollbars",
                "--force-device-scale-factor=1",
                "--enable-logging=stderr",
                "--user-data-dir=" + folder.resolve("profile")));
        command.addAll(List.of(options));
        command.add(page.toUri().toString());
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        assertThat(ended).as("%s", Files.readString(err)).isTrue();
        return new Answer(Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
    }

    private Path shot(int scheme, int width, int height) throws IOException, InterruptedException {
        Path picture = folder.resolve(scheme + "-" + width + ".png");
        Answer answer = browse(
                "--blink-settings=preferredColorScheme=" + scheme,
                "--window-size=" + width + "," + height,
                "--screenshot=" + picture);
        assertThat(answer.err()).doesNotContain("CONSOLE");
        assertThat(picture).exists();
        return picture;
    }

    @Test
    void browser_showsAllOfThePage_withoutAComplaint() throws IOException, InterruptedException {
        Answer answer = browse("--dump-dom");
        assertThat(answer.err()).doesNotContain("CONSOLE");
        assertThat(answer.out())
                .contains("shop.\"&lt;b&gt;&amp;\"")
                .contains("Slowest tables")
                .doesNotContain("<b>")
                .doesNotContain("{{");
    }

    /** A picture that is all of one colour would say that a scheme has no colours of its own. */
    @Test
    void bothColourSchemes_andANarrowWindow_areDrawn() throws IOException, InterruptedException {
        Path light = shot(LIGHT, 1000, 900);
        Path dark = shot(DARK, 1000, 900);
        assertThat(background(light)).isEqualTo(0xffffff);
        assertThat(background(dark)).isEqualTo(0x12171c);
        // Nothing is wider than the window: its right edge has the colour of the page.
        assertThat(rightEdge(shot(LIGHT, NARROW, 2600))).containsOnly(0xffffff);
        if ("write".equals(System.getProperty("rowferry.screenshots"))) {
            show(SampleFacts.ofSource());
            Files.copy(
                    shot(LIGHT, 1000, 900), PICTURES.resolve("report-light.png"), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(shot(DARK, 1000, 900), PICTURES.resolve("report-dark.png"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static int background(Path picture) throws IOException {
        return ImageIO.read(picture.toFile()).getRGB(2, 2) & 0xffffff;
    }

    private static List<Integer> rightEdge(Path picture) throws IOException {
        BufferedImage image = ImageIO.read(picture.toFile());
        return IntStream.range(0, image.getHeight())
                .mapToObj(y -> image.getRGB(image.getWidth() - 3, y) & 0xffffff)
                .toList();
    }
}
