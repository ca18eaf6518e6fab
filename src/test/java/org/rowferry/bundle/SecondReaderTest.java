package org.rowferry.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;

/** A reader in Python that knows nothing but docs/bundle-format.md takes and refuses the same bundles as ours. */
final class SecondReaderTest {
    private static final int RANDOM = 400;

    @TempDir
    private Path folder;

    private Process python;
    private Writer names;
    private BufferedReader verdicts;

    @BeforeEach
    void open() throws IOException, InterruptedException {
        Process tools = new ProcessBuilder("sh", "-c", "python3 -V && zstd -V")
                .redirectErrorStream(true)
                .start();
        tools.getInputStream().readAllBytes();
        assumeTrue(tools.waitFor() == 0, "python3 or zstd is not here");
        Path script = folder.resolve("second_reader.py");
        try (var source = Objects.requireNonNull(SecondReaderTest.class.getResourceAsStream("second_reader.py"))) {
            Files.copy(source, script);
        }
        python = new ProcessBuilder("python3", script.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        names = python.outputWriter(StandardCharsets.UTF_8);
        verdicts = new BufferedReader(new InputStreamReader(python.getInputStream(), StandardCharsets.UTF_8));
    }

    @AfterEach
    void close() throws InterruptedException {
        if (python != null) {
            python.destroy();
            python.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private String theirs(byte[] bundle) {
        try {
            Path file = folder.resolve("mutant");
            Files.write(file, bundle);
            names.write(file + "\n");
            names.flush();
            return String.valueOf(verdicts.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String ours(byte[] bundle) {
        try {
            BundleReader.verify(new ByteArrayInputStream(bundle), Sample.NAME, Limits.NONE);
            return "taken";
        } catch (Failure failure) {
            assertThat(failure.family()).isEqualTo(Family.BUNDLE);
            return "refused: " + failure.getMessage();
        }
    }

    private void assertBoth(String verdict, Map<String, byte[]> mutants) {
        Map<String, String> others = new LinkedHashMap<>();
        mutants.forEach((what, bundle) -> {
            String ours = ours(bundle);
            String theirs = theirs(bundle);
            if (!ours.startsWith(verdict) || !theirs.startsWith(verdict)) {
                others.put(what, "ours " + ours + "; theirs " + theirs);
            }
        });
        assertThat(others).as("other verdicts than '%s'", verdict).isEmpty();
    }

    @Test
    void bundlesThatBreakARule_areRefusedByBothReaders() {
        Map<String, byte[]> mutants = Mutants.refused();
        assertThat(mutants).hasSizeGreaterThan(250);
        assertBoth("refused", mutants);
    }

    @Test
    void bundlesThatComeNearARule_areTakenByBothReaders() {
        assertBoth("taken", Mutants.taken());
    }

    @Test
    void bundlesThatChanceHasChanged_areTakenOrRefusedByBothReaders() {
        List<String> differing = new ArrayList<>();
        for (long seed = 1; seed <= RANDOM; seed++) {
            byte[] mutant = new Mutator(seed).mutant();
            String ours = ours(mutant);
            String theirs = theirs(mutant);
            if (!ours.substring(0, 5).equals(theirs.substring(0, 5))) {
                differing.add("seed " + seed + ": ours " + ours + "; theirs " + theirs);
            }
        }
        assertThat(differing).isEmpty();
    }
}
