package org.rowferry.depot;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Shell;

/** Turns errors of the file system into failures for the operator, and makes a folder's entries durable. */
final class Folders {
    /** A bundle's readers read its rows: the owner, and the group that ships them. The umask may take from it. */
    static final Set<PosixFilePermission> FILE_MODE = PosixFilePermissions.fromString("rw-r-----");

    static final FileAttribute<Set<PosixFilePermission>> FILE = PosixFilePermissions.asFileAttribute(FILE_MODE);

    private static final FileAttribute<Set<PosixFilePermission>> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---"));

    private Folders() {}

    /** Lists what lies in a folder, in no order. */
    static List<Path> files(Path folder) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            all.forEach(files::add);
        } catch (DirectoryIteratorException e) {
            throw failure("cannot list " + folder, folder, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw failure("cannot list " + folder, folder, e);
        }
        return files;
    }

    /** Makes a folder where none is, which its owner's group may read. */
    static void make(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(folder, FOLDER);
        }
    }

    /** Makes renames within a folder, or what a file holds, last: on Linux they outlive a power cut only then. */
    static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Words an error of the file system. */
    static Failure failure(String what, Path folder, IOException e) {
        if (!Files.isDirectory(folder)) {
            return missing(folder).because(e);
        }
        return new Failure(Family.DEPOT, what + ": " + reason(e))
                .hint(hint(folder, e))
                .because(e);
    }

    static Failure missing(Path folder) {
        boolean there = Files.exists(folder);
        return new Failure(Family.DEPOT, "folder " + folder + (there ? " is not a folder" : " does not exist"))
                .hint(
                        there
                                ? "Name another folder in the configuration, or move that file away."
                                : "Run 'mkdir -p " + Shell.word(folder)
                                        + "' as the user that runs Rowferry, or mount what should be there.");
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "it does not exist";
        }
        if (e instanceof FileAlreadyExistsException inTheWay) {
            return inTheWay.getFile() + " is in the way";
        }
        if (e instanceof DirectoryNotEmptyException full) {
            return full.getFile() + " is a folder that is not empty";
        }
        String reason = e instanceof FileSystemException detailed ? detailed.getReason() : e.getMessage();
        return reason == null ? e.toString() : lower(reason);
    }

    private static String lower(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }

    /** Asks the mount: the error's text may be in the language of the host. */
    private static boolean isReadOnly(Path folder) {
        try {
            return Files.getFileStore(folder).isReadOnly();
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isInTheWay(IOException e) {
        return e instanceof NoSuchFileException
                || e instanceof FileAlreadyExistsException
                || e instanceof DirectoryNotEmptyException;
    }

    private static String hint(Path folder, IOException e) {
        if (e instanceof AccessDeniedException) {
            return "Give the user that runs Rowferry the right to read and write there: look with 'ls -ld "
                    + Shell.word(folder) + "'.";
        }
        if (isReadOnly(folder)) {
            return "See how the file system is mounted with 'findmnt -T " + Shell.word(folder)
                    + "', and mount it for writing.";
        }
        if (isInTheWay(e)) {
            return "See what is there with 'ls -la " + Shell.word(folder) + "'.";
        }
        return "Look for a full disk with 'df -h " + Shell.word(folder) + "', then run the command again.";
    }
}
