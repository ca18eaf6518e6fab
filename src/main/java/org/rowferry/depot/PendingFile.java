package org.rowferry.depot;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.rowferry.bundle.BundleName;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Journal;
import org.rowferry.report.Shell;
import org.rowferry.schema.StreamName;

/** A bundle that grows in a dot file beside its goal. */
final class PendingFile implements Pending {
    /** The end of a name that no listing shows. */
    static final String SUFFIX = ".partial";

    private final Path folder;
    private final Path partial;
    private final Path goal;
    private final FileChannel channel;
    private final Journal journal;
    private boolean published;

    private PendingFile(Path folder, Path partial, Path goal, FileChannel channel, Journal journal) {
        this.folder = folder;
        this.partial = partial;
        this.goal = goal;
        this.channel = channel;
        this.journal = journal;
    }

    static PendingFile begin(Path folder, BundleName name, Journal journal) {
        Path goal = folder.resolve(name.toString());
        Path partial = folder.resolve("." + name + SUFFIX);
        if (Files.exists(goal, LinkOption.NOFOLLOW_LINKS)) {
            throw taken(goal);
        }
        try {
            // Never into a file that is there: it may be another name of what was published, or a link to elsewhere.
            Files.deleteIfExists(partial);
            FileChannel channel = FileChannel.open(
                    partial, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), Folders.FILE);
            return new PendingFile(folder, partial, goal, channel, journal);
        } catch (IOException e) {
            throw Folders.failure("cannot write " + partial, folder, e);
        }
    }

    /** Returns whether a file is what an unfinished bundle of a stream looks like. */
    static boolean isOf(StreamName stream, Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".")
                && name.endsWith(SUFFIX)
                && BundleName.parse(name.substring(1, Math.max(1, name.length() - SUFFIX.length())))
                        .filter(bundle -> bundle.stream().equals(stream))
                        .isPresent();
    }

    @Override
    public OutputStream stream() {
        return new Stream();
    }

    private void write(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw failure("write " + partial, e);
        }
    }

    /**
     * Publishes in an order that no crash can turn into half a file under the bundle's name: the bytes last before the
     * name is given, and the name lasts before anybody is told.
     */
    @Override
    public void publish() {
        try {
            channel.force(true);
            channel.close();
            journal.step("synced");
            rename();
            published = true;
            journal.step("renamed");
            Folders.sync(folder);
            journal.step("folder synced");
        } catch (FileAlreadyExistsException e) {
            throw taken(goal).because(e);
        } catch (IOException e) {
            throw failure("publish " + goal, e);
        }
    }

    /** Gives the bundle its name. A link is refused where the name is taken, which a rename would overwrite. */
    private void rename() throws IOException {
        try {
            Files.createLink(goal, partial);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // No hard links here, as on FAT and some network mounts: look, then rename.
            Files.move(partial, goal);
            return;
        }
        Files.delete(partial);
    }

    @Override
    public void close() {
        try {
            channel.close();
            if (!published) {
                Files.deleteIfExists(partial);
            }
        } catch (IOException e) {
            throw failure("remove " + partial, e);
        }
    }

    private Failure failure(String what, IOException e) {
        return Folders.failure("cannot " + what, folder, e);
    }

    private static Failure taken(Path goal) {
        return new Failure(Family.DEPOT, goal + " exists already")
                .hint(
                        "A bundle is never overwritten. Move it away when you have found out where it comes from with: rowferry"
                                + " inspect " + Shell.word(goal));
    }

    /** Writes into the file; leaves it open when closed, since it still has to be made to last. */
    private final class Stream extends OutputStream {
        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            PendingFile.this.write(ByteBuffer.wrap(bytes, offset, length));
        }
    }
}
