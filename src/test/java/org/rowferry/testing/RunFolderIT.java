package org.rowferry.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderIT {
    @TempDir
    Path parent;

    @Test
    void sweep_leavesTheServersOfALivingJvmAndStopsThoseOfAKilledOne() throws Exception {
        Process jvm = startJvm();
        Path data = Files.createDirectories(parent.resolve("run-" + jvm.pid()).resolve("oldest"));
        Process server = startServer(data);
        try {
            RunFolder.sweep(parent);
            assertThat(server.isAlive()).isTrue();
            assertThat(data).exists();

            jvm.destroyForcibly().waitFor();
            RunFolder.sweep(parent);
            assertThat(server.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(parent).isEmptyDirectory();
        } finally {
            jvm.destroyForcibly();
            server.destroyForcibly();
        }
    }

    @Test
    void sweep_doesNotStopAProcessThatHasTheNumberOfADeadServer() throws Exception {
        Path data = Files.createDirectories(parent.resolve("run-1").resolve("oldest"));
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            Files.writeString(data.resolve("postmaster.pid"), other.pid() + "\n" + data + "\n");
            RunFolder.sweep(parent);
            assertThat(other.isAlive()).isTrue();
            assertThat(data).doesNotExist();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void runThatAnotherJvmSweptSinceItWasSeen_isSweptAlready() throws IOException {
        DeadRun.remove(parent.resolve("run-1"));
        assertThat(parent).isEmptyDirectory();
    }

    private Process startJvm() throws IOException {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        parent.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = jvm.inputReader(StandardCharsets.UTF_8);
        assertThat(out.readLine()).isEqualTo("holding");
        return jvm;
    }

    /** Any process will do whose command names the data. */
    private static Process startServer(Path data) throws IOException {
        Path log = Files.createFile(data.resolve("log"));
        Process server = new ProcessBuilder(List.of("tail", "-f", log.toString())).start();
        Files.writeString(data.resolve("postmaster.pid"), server.pid() + "\n" + data + "\n");
        return server;
    }

    /** A JVM that holds a folder until it is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] parent) throws Exception {
            RunFolder.begin(Path.of(parent[0]));
            System.out.println("holding");
            Thread.sleep(TimeUnit.MINUTES.toMillis(5));
        }
    }
}
