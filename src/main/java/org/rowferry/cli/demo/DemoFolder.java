package org.rowferry.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** The temporary folder that holds all that the demo makes; nobody but its user can look into it. */
record DemoFolder(Path path) {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ALONE_MAY_ENTER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ALONE_MAY_READ =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    static DemoFolder make() {
        // A short name, since every command that is printed holds it; a name that is taken is an error.
        String name = "rowferry-demo-" + UUID.randomUUID().toString().substring(0, 6);
        Path path = Path.of(System.getProperty("java.io.tmpdir"), name).toAbsolutePath();
        return io(() -> new DemoFolder(Files.createDirectory(path, OWNER_ALONE_MAY_ENTER)));
    }

    Path path(String name) {
        return path.resolve(name);
    }

    /** Writes a file that its owner alone can read, as one that holds passwords must be. */
    Path write(String name, String text) {
        return io(() -> {
            Path file = path(name);
            Files.createFile(file, OWNER_ALONE_MAY_READ);
            return Files.writeString(file, text, StandardCharsets.UTF_8);
        });
    }

    Path makeFolder(String name) {
        return io(() -> Files.createDirectories(path(name)));
    }

    /** Returns the files of a folder in the order of their names. */
    List<Path> files(String name) {
        return io(() -> {
            try (Stream<Path> files = Files.list(path(name))) {
                return files.filter(Files::isRegularFile).sorted().toList();
            }
        });
    }

    /** Copies a file as {@code cp} does. */
    void copy(Path file, String folder) {
        io(() -> Files.copy(file, path(folder).resolve(file.getFileName())));
    }

    /** Returns the environment of the demo's connections: the user's own variables would lead elsewhere. */
    Map<String, String> variables() {
        return Map.of("PGPASSFILE", path("pgpass").toString());
    }

    void delete() {
        io(() -> {
            Unpacked.delete(path);
            return path;
        });
    }

    private static <T> T io(Work<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Something that the file system may refuse. */
    private interface Work<T> {
        T run() throws IOException;
    }
}
