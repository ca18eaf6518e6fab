package org.rowferry.watch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Shell;

/**
 * A file for the textfile collector of node_exporter, which may read it at any moment and as another user: it is written
 * beside its goal and renamed. A run reads it first, since it holds the values of other runs too.
 */
public record MetricsFile(Path path) {
    private static final String ENDING = ".prom";
    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-r--r--");

    public MetricsFile {
        path = path.toAbsolutePath().normalize();
    }

    /**
     * Reads the path of a file.
     *
     * @throws IllegalArgumentException if node_exporter would not read the file
     */
    public static MetricsFile parse(String text) {
        MetricsFile file = new MetricsFile(Path.of(text));
        String name = file.name();
        if (!name.endsWith(ENDING) || name.equals(ENDING)) {
            throw new IllegalArgumentException(
                    "'" + text + "' does not end with " + ENDING + ", and node_exporter reads no other files");
        }
        return file;
    }

    /**
     * Changes the values in the file.
     *
     * @throws Failure of the family CONFIGURATION if the file cannot be there, of the family DEPOT if it could not be
     *     written this time
     */
    void change(Consumer<Samples> change) {
        if (!Files.isDirectory(folder())) {
            throw missing();
        }
        try {
            MetricsLock.during(folder().resolve("." + name() + ".lock"), () -> {
                Samples samples = Samples.parse(read());
                change.accept(samples);
                write(samples.text());
            });
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /**
     * Looks whether a run could write the file; writes nothing.
     *
     * @return the words for it
     * @throws Failure of the family CONFIGURATION if the file cannot be there
     */
    public String requireWritable() {
        if (!Files.isDirectory(folder())) {
            throw missing();
        }
        try {
            read();
        } catch (IOException e) {
            throw failure(e);
        }
        if (!Files.isWritable(folder())) {
            throw failure(new AccessDeniedException(folder().toString()));
        }
        return "can be written";
    }

    private String read() throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return "";
        }
        String text =
                Files.isRegularFile(path) ? new String(Files.readAllBytes(path), StandardCharsets.UTF_8) : "no file";
        if (!text.isEmpty() && !text.startsWith(Samples.MARK)) {
            throw new Failure(Family.CONFIGURATION, path + " exists, and Rowferry did not write it")
                    .hint("Look at it with 'head " + Shell.word(path) + "'; move it away, or name another file.");
        }
        return text;
    }

    /** The bytes last before the name is given: after a power cut the file is the old one or the new one. */
    private void write(String text) throws IOException {
        Path partial =
                folder().resolve("." + name() + "." + ProcessHandle.current().pid() + ".partial");
        Files.deleteIfExists(partial);
        boolean done = false;
        try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            open(partial);
            channel.force(true);
            Files.move(partial, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            done = true;
        } finally {
            if (!done) {
                Files.deleteIfExists(partial);
            }
        }
    }

    /** Whatever the umask of the job is, the collector runs as another user. */
    private static void open(Path file) throws IOException {
        try {
            Files.setPosixFilePermissions(file, MODE);
        } catch (UnsupportedOperationException e) {
            return;
        }
    }

    private Path folder() {
        return Optional.ofNullable(path.getParent()).orElse(path);
    }

    private String name() {
        return Optional.ofNullable(path.getFileName()).map(Path::toString).orElse("");
    }

    private Failure missing() {
        boolean there = Files.exists(folder());
        return new Failure(
                        Family.CONFIGURATION,
                        "folder " + folder() + " of the metrics " + (there ? "is not a folder" : "does not exist"))
                .hint(
                        "Name the folder of node_exporter's option --collector.textfile.directory, or create this one: mkdir -p "
                                + Shell.word(folder()));
    }

    private Failure failure(IOException e) {
        String message = "cannot write " + path + ": ";
        if (e instanceof AccessDeniedException) {
            return new Failure(Family.CONFIGURATION, message + "permission denied")
                    .because(e)
                    .hint("Give the user that runs Rowferry the right to write in the folder: setfacl -m u:"
                            + Shell.word(System.getProperty("user.name")) + ":rwx " + Shell.word(folder()));
        }
        if (isReadOnly()) {
            return new Failure(Family.CONFIGURATION, message + "the file system is read-only")
                    .because(e)
                    .hint("A unit of systemd needs the line ReadWritePaths=" + folder()
                            + "; elsewhere see how it is mounted with: findmnt -T " + Shell.word(folder()));
        }
        return new Failure(Family.DEPOT, message + reason(e))
                .because(e)
                .hint("Look for a full disk with: df -h " + Shell.word(folder()));
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "it does not exist";
        }
        String reason = e instanceof FileSystemException detailed ? detailed.getReason() : e.getMessage();
        return reason == null ? e.toString() : reason;
    }

    /** Asks the mount: the error's text may be in the language of the host. */
    private boolean isReadOnly() {
        try {
            return Files.getFileStore(folder()).isReadOnly();
        } catch (IOException e) {
            return false;
        }
    }
}
