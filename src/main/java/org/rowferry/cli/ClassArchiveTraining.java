package org.rowferry.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The run whose classes the launcher notes in an archive, which later starts map into memory: all that an export and an
 * import load, without a server.
 */
final class ClassArchiveTraining {
    private static final List<String> WANTED =
            List.of("org/rowferry/", "org/postgresql/", "com/github/luben/", "org/apache/commons/csv/");
    /** Classes of the JDK and of libraries that a run without a server does not reach, one a line. */
    private static final String OTHERS = "classes-of-a-run.txt";

    private ClassArchiveTraining() {}

    public static void main(String[] args) throws IOException {
        Path config = Files.createTempFile("rowferry-training", ".yaml");
        try {
            // No server listens at port 1, so each command goes as far as the driver and ends in a failure.
            for (String side : List.of("source", "target")) {
                Files.writeString(config, sample(side));
                run(side.equals("source") ? "export" : "import", "--config", config.toString());
            }
            loadTheRest();
        } finally {
            Files.delete(config);
        }
    }

    private static String sample(String side) {
        return side.equals("source")
                ? "source: postgresql://nobody@127.0.0.1:1/none\ntargets: {t: {outbox: ., tables: [a.b]}}\n"
                : "target: postgresql://nobody@127.0.0.1:1/none\ninboxes: {i: {from: ., tables: [a.b]}}\n";
    }

    private static void run(String... command) {
        PrintWriter nowhere = new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Console console = new Console(nowhere, nowhere, false);
        Main.run(new Wiring(console, new Interruption(), console, Map.of()), command);
    }

    private static void loadTheRest() throws IOException {
        Path jar = Path.of(System.getProperty("java.class.path"));
        if (!Files.isRegularFile(jar)) {
            return;
        }
        try (JarFile classes = new JarFile(jar.toFile())) {
            classes.stream()
                    .map(JarEntry::getName)
                    .filter(ClassArchiveTraining::isWanted)
                    .map(entry -> entry.substring(0, entry.length() - ".class".length())
                            .replace('/', '.'))
                    .forEach(ClassArchiveTraining::load);
        }
        try (InputStream list = ClassArchiveTraining.class.getResourceAsStream(OTHERS)) {
            new String(Objects.requireNonNull(list).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(ClassArchiveTraining::load);
        }
    }

    private static boolean isWanted(String entry) {
        return entry.endsWith(".class") && WANTED.stream().anyMatch(entry::startsWith);
    }

    private static void load(String name) {
        try {
            Class<?> loaded = Class.forName(name, false, ClassArchiveTraining.class.getClassLoader());
            if (name.startsWith("org.rowferry.")) {
                LambdaLinks.link(loaded);
            }
        } catch (ClassNotFoundException | LinkageError | IOException e) {
            // A class that wants a library that is not in the jar, as the driver has some, is not loaded at run time
            // either; another JVM may lack one of the list.
            return;
        }
    }
}
