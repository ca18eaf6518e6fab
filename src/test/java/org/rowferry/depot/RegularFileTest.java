package org.rowferry.depot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;

@Timeout(20)
final class RegularFileTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("file"), text);
    }

    private Path pipe() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        return pipe;
    }

    private static void assertNoFile(Path path) {
        for (int way = 0; way < 2; way++) {
            boolean raced = way == 1;
            assertThatThrownBy(() -> {
                        try (RegularFile opened = raced ? RegularFile.open(path, SHORT) : RegularFile.open(path)) {
                            opened.readAllBytes();
                        }
                    })
                    .isInstanceOfSatisfying(
                            Failure.class,
                            failure -> assertThat(failure.family()).isEqualTo(Family.BUNDLE))
                    .hasMessage("bundle " + path.getFileName() + " is not a plain file");
        }
    }

    @Test
    void pipeThatNobodyWrites_isRefusedAndNotWaitedFor() throws Exception {
        assertNoFile(pipe());
    }

    @Test
    void pipeThatSomebodyWrites_isRefused() throws Exception {
        Path pipe = pipe();
        Process writer = new ProcessBuilder("sh", "-c", "while :; do echo x > '" + pipe + "'; done").start();
        try {
            assertNoFile(pipe);
        } finally {
            writer.destroyForcibly().waitFor();
        }
    }

    @Test
    void folder_isRefused() {
        assertThatThrownBy(() -> RegularFile.open(folder)).hasMessageEndingWith(" is not a plain file");
    }

    @Test
    void link_isNotFollowed() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), file("text"));
        assertThatThrownBy(() -> RegularFile.open(link)).hasMessageEndingWith(" is not a plain file");
        assertThatThrownBy(() -> RegularFile.open(link, SHORT)).isInstanceOf(IOException.class);
    }

    @Test
    void file_isReadAgainWhenAnotherHasItsName() throws IOException {
        Path file = file("the first");
        try (RegularFile opened = RegularFile.open(file)) {
            assertThat(opened.readNBytes(3)).asString(StandardCharsets.UTF_8).isEqualTo("the");
            Files.delete(file);
            Files.writeString(file, "another");
            opened.reset();
            assertThat(opened.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("the first");
        }
    }

    @Test
    void fileThatGrows_isAsLongAsItWas() throws IOException {
        Path file = file("short");
        try (RegularFile opened = RegularFile.open(file)) {
            Files.writeString(file, "short and more");
            assertThat(opened.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("short");
        }
    }
}
