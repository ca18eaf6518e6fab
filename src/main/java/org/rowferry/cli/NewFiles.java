package org.rowferry.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Shell;

/** Writes files that nobody has yet: each appears whole, and one that exists is never touched. */
final class NewFiles {
    private final Path folder;

    NewFiles(Path folder) {
        this.folder = folder;
    }

    /** Refuses to go on where one of the files exists. */
    void refuseExisting(List<String> names) {
        names.stream()
                .map(folder::resolve)
                .filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS))
                .findFirst()
                .ifPresent(file -> {
                    throw exists(file);
                });
    }

    /** Writes both files, or none. */
    void write(String one, String text, String other, String otherText) {
        Path begun = folder.resolve("." + one + ".new");
        Path otherBegun = folder.resolve("." + other + ".new");
        try {
            Files.createDirectories(folder.toAbsolutePath());
            try {
                write(begun, text);
                write(otherBegun, otherText);
                publish(begun, folder.resolve(one));
                publishOther(otherBegun, folder.resolve(other), folder.resolve(one));
            } finally {
                Files.deleteIfExists(begun);
                Files.deleteIfExists(otherBegun);
            }
        } catch (IOException e) {
            throw new Failure(Family.CONFIGURATION, "the files cannot be written: " + e)
                    .hint("Name a folder that you may write to: --output-dir DIR")
                    .because(e);
        }
    }

    /** Takes the first file back, which this run has made, if there is no place for the second one. */
    private static void publishOther(Path begun, Path file, Path first) throws IOException {
        try {
            publish(begun, file);
        } catch (IOException | Failure e) {
            Files.deleteIfExists(first);
            throw e;
        }
    }

    /** A run that was killed may have left such a file. */
    private static void write(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** A second name, unlike a rename, never takes the place of a file that somebody has made meanwhile. */
    private static void publish(Path begun, Path file) throws IOException {
        try {
            Files.createLink(file, begun);
        } catch (FileAlreadyExistsException e) {
            throw exists(file).because(e);
        } catch (UnsupportedOperationException e) {
            Files.move(begun, file);
        }
    }

    private static Failure exists(Path file) {
        return new Failure(Family.USAGE, file + " exists, and init changes no file")
                .hint("Name another folder with --output-dir, or see what the file is: ls -l " + Shell.word(file));
    }
}
