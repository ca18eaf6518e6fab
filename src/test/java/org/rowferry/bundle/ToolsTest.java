package org.rowferry.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/bundle-format.md promises to the owner of a shell. */
final class ToolsTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void skipWithoutTools() throws Exception {
        for (String tool : List.of("tar", "zstd", "gzip", "sha256sum")) {
            assumeTrue(run("command -v " + tool).startsWith("/"), tool + " is not here");
        }
        Files.write(folder.resolve("b.tar.zst"), Sample.small(Compression.ZSTD));
        Files.write(folder.resolve("b.tar.gz"), Sample.small(Compression.GZIP));
    }

    private String run(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output + (process.exitValue() == 0 ? "" : "exit " + process.exitValue());
    }

    @Test
    void tarAndSha256sum_unpackAndCheckABundle() throws Exception {
        assertThat(run("zstd -dc b.tar.zst | tar -xf - && sha256sum --strict -c SHA256SUMS"))
                .isEqualTo("""
                        manifest.json: OK
                        public.orders/columns.csv: OK
                        public.orders/ids.csv: OK
                        public.orders/rows.csv: OK
                        public.orders/rows.1.csv: OK
                        a%2Fb.%2E%2E%2Fx/columns.csv: OK
                        a%2Fb.%2E%2E%2Fx/rows.csv: OK
                        a%2Fb.%2E%2E%2Fx/rows.1.csv: OK
                        counts.csv: OK
                        """);
        assertThat(run("cat public.orders/rows*.csv")).isEqualTo("2,\n1,9.99\n");
    }

    @Test
    void tarAndGzip_listAGzippedBundle() throws Exception {
        assertThat(run("tar -tzf b.tar.gz | tail -n 1")).isEqualTo("SHA256SUMS\n");
    }

    @Test
    void zstd_findsItsChecksum() throws Exception {
        assertThat(run("zstd -lv b.tar.zst")).contains("XXH64");
        assertThat(run("zstd -tq b.tar.zst")).isEmpty();
    }

    @Test
    void bundleThatTarAndZstdPacked_isRead() throws Exception {
        run("mkdir x && zstd -dc b.tar.zst | tar -xf - -C x && zstd -dc b.tar.zst | tar -tf - > list"
                + " && tar --format=ustar -C x -cf - -T list | zstd -q -19 --check > again.tar.zst"
                + " && tar --format=ustar -C x -cf - -T list | gzip > again.tar.gz");
        assertThat(Sample.verify(Files.readAllBytes(folder.resolve("again.tar.zst")))
                        .manifest())
                .isEqualTo(Sample.manifest());
        assertThat(Sample.verify(Files.readAllBytes(folder.resolve("again.tar.gz")))
                        .manifest())
                .isEqualTo(Sample.manifest());
    }
}
