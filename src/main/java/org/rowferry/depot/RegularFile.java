package org.rowferry.depot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Shell;

/**
 * The bytes of one plain file, as long as it was when it was opened, whatever becomes of its name. {@link #reset} begins
 * again with the same file.
 *
 * <p>Others may write the folder, so that anything may take the file's place at any time. A link is not followed. A
 * pipe's opening waits for its other end, so it is waited for on a thread that may be left behind. Reading is by position,
 * which no pipe takes.
 */
final class RegularFile extends InputStream {
    private static final Duration MOST_TO_OPEN = Duration.ofSeconds(10);

    private static final int BUFFER = 64 << 10;

    private final FileChannel channel;
    private final Identity identity;
    private final long size;
    private long at;

    private RegularFile(FileChannel channel, Identity identity) throws IOException {
        this.channel = channel;
        this.identity = identity;
        this.size = channel.size();
    }

    /**
     * Opens a file.
     *
     * @throws Failure of the family BUNDLE if it is anything but a plain file
     */
    static RegularFile open(Path file) throws IOException {
        if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isRegularFile()) {
            throw noFile(file);
        }
        return open(file, MOST_TO_OPEN);
    }

    /** Opens a file that was one a moment ago. */
    static RegularFile open(Path file, Duration most) throws IOException {
        Identity before = Identity.of(file);
        FileChannel channel = channel(file, most);
        boolean opened = false;
        try {
            // This fails for a file that cannot be read by position, such as a pipe.
            channel.position(0);
            RegularFile regular = new RegularFile(channel, before);
            opened = true;
            return regular;
        } catch (IOException e) {
            throw noFile(file).because(e);
        } finally {
            if (!opened) {
                channel.close();
            }
        }
    }

    private static FileChannel channel(Path file, Duration most) throws IOException {
        CompletableFuture<FileChannel> opening = new CompletableFuture<>();
        Thread thread = new Thread(() -> open(file, opening), "rowferry-open");
        thread.setDaemon(true);
        thread.start();
        try {
            return opening.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            opening.cancel(false);
            throw noFile(file).because(e);
        } catch (InterruptedException e) {
            opening.cancel(false);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
    }

    /** Opens a file for whoever still waits for it. */
    private static void open(Path file, CompletableFuture<FileChannel> opening) {
        try {
            FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
            if (!opening.complete(channel)) {
                channel.close();
            }
        } catch (IOException | RuntimeException e) {
            opening.completeExceptionally(e);
        }
    }

    /** Returns what the file was just before it was opened: what has its name is the same if it still is that. */
    Identity identity() {
        return identity;
    }

    private static Failure noFile(Path file) {
        return new Failure(Family.BUNDLE, "bundle " + file.getFileName() + " is not a plain file")
                .hint("See what lies there with 'ls -la " + Shell.word(String.valueOf(file.getParent()))
                        + "', take it out of the inbox, and put the file itself there.");
    }

    /** Returns whether two plain files hold the same bytes. */
    static boolean sameBytes(Path one, Path other) throws IOException {
        try (RegularFile left = open(one);
                RegularFile right = open(other)) {
            byte[] bytes = left.readNBytes(BUFFER);
            while (bytes.length > 0 && Arrays.equals(bytes, right.readNBytes(BUFFER))) {
                bytes = left.readNBytes(BUFFER);
            }
            return left.size == right.size && bytes.length == 0;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (at >= size) {
            return -1;
        }
        int n = channel.read(ByteBuffer.wrap(buffer, offset, (int) Math.min(length, size - at)), at);
        at += Math.max(0, n);
        return n;
    }

    @Override
    public boolean markSupported() {
        return true;
    }

    @Override
    public void reset() {
        at = 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
