package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Where an operator sits: a shell, a home with the own passwords, a checkout, and the programs that the papers call. */
final class OperatorShell {
    private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rw-------");

    private final Path folder;

    OperatorShell(Path folder) {
        this.folder = folder;
    }

    /**
     * Lays out the checkout, the home and the programs.
     *
     * @param passwords the lines of the operator's own password file
     * @param typed the password that is typed wherever psql asks for a new one
     */
    void furnish(List<String> passwords, String typed) throws IOException {
        for (String part : List.of("bin", "home", "target")) {
            Files.createDirectories(folder.resolve(part));
        }
        for (String part : List.of("exporter", "importer", "rowferry")) {
            Files.createSymbolicLink(folder.resolve(part), Path.of(part).toAbsolutePath());
        }
        Files.createSymbolicLink(folder.resolve("target/rowferry.jar"), Path.of(BuiltProgram.jar()));
        // As installed: the launcher with the jar beside it, so that it builds nothing.
        BuiltProgram.install(folder.resolve("bin"));
        Files.write(folder.resolve("home/.pgpass"), passwords);
        Files.setPosixFilePermissions(folder.resolve("home/.pgpass"), OWN);
        program("carry", "for file in \"$1\"*; do if [ -e \"$file\" ]; then mv \"$file\" \"$2\"; fi; done");
        // There is one user, who may do it all.
        program("useradd", "exit 0");
        program("sudo", "if [ \"$1\" = -u ]; then shift 2; fi; exec \"$@\"");
        Files.writeString(folder.resolve("typed"), typed + "\n" + typed + "\n");
        psql();
    }

    /** What asks for a password reads it from the terminal, or from standard input where there is no terminal. */
    private void psql() throws IOException {
        String standIn = "java -XX:TieredStopAtLevel=1 -cp '" + System.getProperty("java.class.path") + "' "
                + PsqlStandIn.class.getName();
        String psql = installed("psql").map(Path::toString).orElse(standIn);
        String asking =
                installed("setsid").map(setsid -> setsid + " -w " + psql).orElse(standIn);
        program(
                "psql",
                "case \"$*\" in *'\\password'*) exec " + asking + " \"$@\" < " + folder.resolve("typed")
                        + ";; esac\nexec " + psql + " \"$@\"");
    }

    static Optional<Path> installed(String program) {
        return Pattern.compile(":")
                .splitAsStream(System.getenv("PATH"))
                .map(bin -> Path.of(bin, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private void program(String name, String script) throws IOException {
        Path file = folder.resolve("bin").resolve(name);
        Files.writeString(file, "#!/usr/bin/env bash\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** The variables that commands find. */
    Map<String, String> environment() {
        return Map.of("HOME", folder.resolve("home").toString());
    }

    /** Runs a script in the operator's shell; fails unless it ends with 0. */
    void run(String script) {
        try {
            ProcessBuilder builder = new ProcessBuilder("bash", "-c", script)
                    .directory(folder.toFile())
                    .redirectErrorStream(true);
            Map<String, String> environment = builder.environment();
            environment.keySet().removeIf(name -> name.startsWith("PG"));
            environment.putAll(environment());
            // Some fifty JVMs live for a second each.
            environment.put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
            environment.merge("PATH", folder.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(script + "\n" + output).isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(script, e);
        }
    }
}
