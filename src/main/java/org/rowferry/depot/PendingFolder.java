package org.rowferry.depot;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Journal;
import org.rowferry.report.Shell;

/**
 * A folder of files that grows under another name beside its goal, and gets its name when all of it lasts. A run that was
 * killed leaves the other name alone, and the next run begins there again.
 */
public final class PendingFolder implements AutoCloseable {
    private static final String LOCK = ".lock";

    private final Path goal;
    private final Path partial;
    private final FileChannel lock;
    private final Journal journal;
    private boolean published;

    private PendingFolder(Path goal, Path partial, FileChannel lock, Journal journal) {
        this.goal = goal;
        this.partial = partial;
        this.lock = lock;
        this.journal = journal;
    }

    /**
     * Begins a folder.
     *
     * @param goal its name to be, which is free or an empty folder's
     * @param own tells the names that a run before may have left; nothing else is removed
     * @throws Failure of the family DEPOT if the name is taken or cannot be written, BUSY if another run writes it
     */
    public static PendingFolder begin(Path goal, Predicate<String> own, Journal journal) {
        Path partial = goal.resolveSibling("." + goal.getFileName() + PendingFile.SUFFIX);
        requireFree(goal);
        Optional<FileChannel> lock = Optional.empty();
        boolean begun = false;
        try {
            make(partial);
            lock = Optional.of(lock(partial, goal));
            sweep(partial, own, journal);
            begun = true;
            return new PendingFolder(goal, partial, lock.get(), journal);
        } catch (IOException e) {
            throw Folders.failure("cannot write " + partial, parent(goal), e);
        } finally {
            if (!begun) {
                lock.ifPresent(PendingFolder::release);
            }
        }
    }

    private static Path parent(Path goal) {
        Path parent = goal.getParent();
        return parent == null ? goal : parent;
    }

    /** Refuses a name that anything has but an empty folder, which a rename replaces. */
    private static void requireFree(Path goal) {
        if (goal.getFileName() == null || Files.exists(goal, LinkOption.NOFOLLOW_LINKS)) {
            if (!Files.isDirectory(goal, LinkOption.NOFOLLOW_LINKS)
                    || !Folders.files(goal).isEmpty()) {
                throw taken(goal);
            }
        }
    }

    private static Failure taken(Path goal) {
        return new Failure(Family.DEPOT, goal + " exists already and is not an empty folder")
                .hint("See what is there with 'ls -la " + Shell.word(goal)
                        + "', then name another folder, which need not exist.");
    }

    /** Another run makes the same name, so that a name that is there is no error. */
    private static void make(Path partial) throws IOException {
        try {
            Folders.make(partial);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(partial, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
        }
    }

    private static FileChannel lock(Path partial, Path goal) throws IOException {
        FileChannel channel = FileChannel.open(
                partial.resolve(LOCK),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                Folders.FILE);
        boolean locked = false;
        try {
            FileLock held = channel.tryLock();
            locked = held != null;
        } catch (OverlappingFileLockException e) {
            locked = false;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        if (!locked) {
            throw new Failure(Family.BUSY, "another run writes " + goal)
                    .hint("Wait until it has ended, or name another folder.");
        }
        return channel;
    }

    private static void release(FileChannel lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw new Failure(Family.DEPOT, "cannot release a lock: " + e.getMessage()).because(e);
        }
    }

    /** Empties what an earlier run left; where a stranger's file is among it, all stays and this run stops. */
    private static void sweep(Path partial, Predicate<String> own, Journal journal) throws IOException {
        List<Path> left = new ArrayList<>();
        for (Path file : Folders.files(partial)) {
            String name = file.getFileName().toString();
            if (name.equals(LOCK)) {
                continue;
            }
            if (!own.test(name) || Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new Failure(Family.DEPOT, partial + " has a file that Rowferry did not write: " + name)
                        .hint("See what is there with 'ls -la " + Shell.word(partial) + "', and move it away.");
            }
            left.add(file);
        }
        for (Path file : left) {
            Files.delete(file);
            journal.say("removed " + file + ", which an earlier run left half-written");
        }
    }

    /**
     * Opens a file of the folder, a new one or the end of one that was written before. Closing it makes it last.
     *
     * @param name a plain file name
     */
    public OutputStream append(String name) {
        Path file = partial.resolve(name);
        try {
            return new Appended(
                    file,
                    FileChannel.open(
                            file,
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS),
                            Folders.FILE));
        } catch (IOException e) {
            throw failure("write " + file, e);
        }
    }

    /** Gives the folder its name, once all of it lasts. */
    public void publish() {
        try {
            keepMode();
            Folders.sync(partial);
            journal.step("synced");
            Files.move(partial, goal, StandardCopyOption.ATOMIC_MOVE);
            published = true;
            journal.step("renamed");
            Files.deleteIfExists(goal.resolve(LOCK));
            Folders.sync(parent(goal));
        } catch (IOException e) {
            requireFree(goal);
            throw Folders.failure("cannot rename " + partial + " to " + goal, parent(goal), e)
                    .hint("If " + goal + " is a mounted file system, name a folder in it, which need not exist.");
        }
    }

    /** An empty folder that was made for the files decides who may read them. */
    private void keepMode() throws IOException {
        if (Files.exists(goal)) {
            try {
                Files.setPosixFilePermissions(partial, Files.getPosixFilePermissions(goal));
            } catch (UnsupportedOperationException e) {
                // The mount decides who may read them.
            }
        }
    }

    /** Removes what was not published. */
    @Override
    public void close() {
        try {
            if (!published) {
                for (Path file : Folders.files(partial)) {
                    Files.delete(file);
                }
                Files.delete(partial);
            }
        } catch (IOException e) {
            throw failure("remove " + partial, e);
        } finally {
            release(lock);
        }
    }

    private Failure failure(String what, IOException e) {
        return Folders.failure("cannot " + what, parent(goal), e);
    }

    /** One file of the folder. */
    private final class Appended extends OutputStream {
        private final Path file;
        private final FileChannel channel;

        private Appended(Path file, FileChannel channel) {
            this.file = file;
            this.channel = channel;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
            try {
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
            } catch (IOException e) {
                throw failure("write " + file, e);
            }
        }

        @Override
        public void close() {
            if (!channel.isOpen()) {
                return;
            }
            try {
                channel.force(true);
                channel.close();
            } catch (IOException e) {
                throw failure("write " + file, e);
            }
        }
    }
}
