package org.rowferry.cli;

import java.io.IOException;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The run from which the launcher makes its archive of classes: it links those that commands on a server need, so that
 * later runs find them linked.
 *
 * <p>Without it a command's JVM takes half as long again to start. No server is needed.
 */
final class Training {
    /** Few on purpose: each archived class is mapped into the memory of every run. */
    private static final List<String> PACKAGES = List.of(
            "org/rowferry/",
            "org/postgresql/copy/",
            "org/postgresql/core/",
            "org/postgresql/jdbc/",
            "org/postgresql/util/",
            "org/apache/commons/compress/archivers/tar/",
            "org/apache/commons/csv/",
            "com/github/luben/zstd/");

    private Training() {}

    /** Takes no arguments; the class path has to be the jar alone. */
    public static void main(String[] arguments) throws IOException {
        try (JarFile jar = new JarFile(System.getProperty("java.class.path"))) {
            jar.stream().map(JarEntry::getName).filter(Training::isNeeded).forEach(Training::link);
        }
    }

    private static boolean isNeeded(String entry) {
        return entry.endsWith(".class") && PACKAGES.stream().anyMatch(entry::startsWith);
    }

    /** Asks for a class's members, which links it and, unlike initializing it, runs nothing of it. */
    private static void link(String entry) {
        String name = entry.substring(0, entry.length() - ".class".length()).replace('/', '.');
        try {
            var unused =
                    Class.forName(name, false, Training.class.getClassLoader()).getDeclaredConstructors();
        } catch (ClassNotFoundException | LinkageError e) {
            // An optional part of a library, whose own dependency is not in the jar: no run needs it.
            return;
        }
    }
}
