package org.rowferry.depot;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.rowferry.report.Journal;

/** Moves a file into a folder that may be on another file system, in steps that each may be the last. */
final class Move {
    private final Path file;
    private final Path folder;
    private final Journal journal;

    private Move(Path file, Path folder, Journal journal) {
        this.file = file;
        this.folder = folder;
        this.journal = journal;
    }

    /** Moves a file over what has its name there; both folders still have to be made to last. */
    static void of(Path file, Path folder, Journal journal) throws IOException {
        Path goal = folder.resolve(file.getFileName());
        try {
            Files.move(file, goal, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            new Move(file, folder, journal).copy(goal);
        }
    }

    /** A rename ends at the border of a file system. The copy has its name, and lasts, before the original goes. */
    private void copy(Path goal) throws IOException {
        Path partial = folder.resolve("." + goal.getFileName() + PendingFile.SUFFIX);
        try {
            // A run that was killed may have left one.
            Files.deleteIfExists(partial);
            Files.copy(file, partial, StandardCopyOption.COPY_ATTRIBUTES);
            setMode(partial);
            Folders.sync(partial);
            journal.step("copied");
            Files.move(partial, goal, StandardCopyOption.ATOMIC_MOVE);
            journal.step("copy named");
            Folders.sync(folder);
        } catch (IOException e) {
            Files.deleteIfExists(partial);
            throw Folders.failure("cannot copy " + file + " to " + folder, folder, e);
        }
        journal.step("copy synced");
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
