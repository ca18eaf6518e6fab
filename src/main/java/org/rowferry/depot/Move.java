package org.rowferry.depot;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Journal;
import org.rowferry.report.Shell;

/**
 * Moves a file into a folder that may be on another file system, in steps that each may be the last. Others may write the
 * folder that it leaves, so that it is looked at whether it still is the file that was read.
 */
final class Move {
    private final Path file;
    private final Path folder;
    private final Path goal;
    private final Identity read;
    private final Journal journal;

    /** @param read what the file was when it was read */
    Move(Path file, Path folder, Identity read, Journal journal) {
        this.file = file;
        this.folder = folder;
        this.goal = folder.resolve(file.getFileName());
        this.read = read;
        this.journal = journal;
    }

    /** Moves a file, or drops it where it is there already; both folders still have to be made to last. */
    void run() throws IOException {
        requireUntouched();
        if (Files.isRegularFile(goal, LinkOption.NOFOLLOW_LINKS)) {
            Folders.sync(goal);
            dropOriginal();
            return;
        }
        try {
            Files.move(file, goal, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            copy();
            dropOriginal();
            return;
        }
        // Between the look and the move another one may have taken the name.
        if (!Identity.of(goal).isFile(read)) {
            Files.move(goal, file);
            throw swapped();
        }
    }

    private void requireUntouched() throws IOException {
        if (!Identity.of(file).equals(read)) {
            throw swapped();
        }
    }

    private Failure swapped() {
        return new Failure(
                        Family.DEPOT,
                        file + " was written, or another file took its place, since it was read; it stays where it is")
                .hint("See who writes there with 'ls -la " + Shell.word(String.valueOf(file.getParent()))
                        + "'. Whatever it is now, the next import reads it.");
    }

    /** A rename ends at the border of a file system. The copy has its name, and lasts, before the original goes. */
    private void copy() throws IOException {
        Path partial = folder.resolve("." + goal.getFileName() + PendingFile.SUFFIX);
        try {
            // A run that was killed may have left one.
            Files.deleteIfExists(partial);
            Files.copy(file, partial, StandardCopyOption.COPY_ATTRIBUTES);
            setMode(partial);
            requireUntouched();
            Folders.sync(partial);
            journal.step("copied");
            Files.move(partial, goal, StandardCopyOption.ATOMIC_MOVE);
            journal.step("copy named");
        } catch (IOException e) {
            Files.deleteIfExists(partial);
            throw Folders.failure("cannot copy " + file + " to " + folder, folder, e);
        } catch (Failure swapped) {
            Files.deleteIfExists(partial);
            throw swapped;
        }
    }

    /** A run that was killed may have left the copy, so that its name has to be made to last in any case. */
    private void dropOriginal() throws IOException {
        Folders.sync(folder);
        journal.step("copy synced");
        requireUntouched();
        Files.delete(file);
        journal.step("original deleted");
    }

    /** Some file systems, such as vfat, give all files the mode of their mount. */
    private static void setMode(Path copy) {
        try {
            Files.setPosixFilePermissions(copy, Folders.FILE_MODE);
        } catch (IOException | UnsupportedOperationException e) {
            // The mount decides who may read the copy, as it does for what was copied there before.
        }
    }
}
