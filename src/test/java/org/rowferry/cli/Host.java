package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The shell of a host that sets these variables alone. What is typed are bytes of UTF-8, as a terminal, cron and systemd
 * pass them on, whatever the test's own JVM would make of them.
 */
final class Host {
    private final Path folder;
    private final Map<String, String> environment;
    private final String profile;

    /**
     * Makes a host.
     *
     * @param profile what the shell reads first
     */
    Host(Path folder, Map<String, String> environment, String profile) {
        this.folder = folder;
        this.environment = environment;
        this.profile = profile;
    }

    /** Runs a script and returns what it printed; fails unless it ends with that code. */
    String types(int code, String script) {
        try {
            Path typed = Files.writeString(folder.resolve("typed.sh"), profile + script + "\n");
            ProcessBuilder shell = new ProcessBuilder("/usr/bin/env", "bash", typed.toString())
                    .directory(folder.toFile())
                    .redirectErrorStream(true);
            shell.environment().clear();
            shell.environment().putAll(environment);
            Process process = shell.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(script + "\n" + output).isEqualTo(code);
            return output;
        } catch (IOException e) {
            throw new AssertionError(script, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    String types(String script) {
        return types(0, script);
    }
}
