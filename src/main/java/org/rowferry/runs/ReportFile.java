package org.rowferry.runs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Shell;

/** The file of a report: somebody may look at it at any moment, so it is written beside its goal and renamed. */
public record ReportFile(Path path) {
    private static final String MARK = "<!-- A report of Rowferry -->";
    private static final int LENGTH_OF_THE_BEGINNING = 200;

    public ReportFile {
        path = path.toAbsolutePath().normalize();
    }

    /**
     * Writes a page in the place of an older report.
     *
     * @throws Failure of the family USAGE if there cannot be such a file, or one stands there that is no report
     */
    public void write(String page) {
        Path folder = path.resolveSibling(".").normalize();
        if (!Files.isDirectory(folder)) {
            throw new Failure(Family.USAGE, "the folder " + folder + " of the report does not exist")
                    .hint("Make it: mkdir -p " + Shell.word(folder.toString()));
        }
        try {
            requireReport();
            replace(page);
        } catch (IOException e) {
            throw new Failure(Family.USAGE, "the report " + path + " cannot be written: " + e)
                    .because(e)
                    .hint("Look at the folder with 'ls -ld " + Shell.word(folder.toString())
                            + "', or name a file in another folder: --output FILE");
        }
    }

    private void requireReport() throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        String beginning = "";
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            try (InputStream in = Files.newInputStream(path)) {
                beginning = new String(in.readNBytes(LENGTH_OF_THE_BEGINNING), StandardCharsets.UTF_8);
            }
        }
        if (!beginning.contains(MARK)) {
            throw new Failure(Family.USAGE, path + " exists, and is no report of Rowferry")
                    .hint("Move it away, or name another file: --output FILE");
        }
    }

    private void replace(String page) throws IOException {
        Path partial = path.resolveSibling(
                "." + path.getFileName() + "." + ProcessHandle.current().pid() + ".partial");
        Files.deleteIfExists(partial);
        boolean done = false;
        try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(page.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
            Files.move(partial, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            done = true;
        } finally {
            if (!done) {
                Files.deleteIfExists(partial);
            }
        }
    }
}
