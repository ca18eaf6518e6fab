package org.rowferry.depot;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.rowferry.report.Failure;
import org.rowferry.report.Findings;
import org.rowferry.report.Journal;
import org.rowferry.schema.StreamName;

/** Looks at the folders that bundles are put into, as the jobs do before and after they write. Writes nothing itself. */
public final class FolderCheck {
    private static final String CHECK = "folder";

    private final Findings findings;

    public FolderCheck(Findings findings) {
        this.findings = findings;
    }

    /**
     * Looks at the folder that an export writes into.
     *
     * @param largest the bytes of the largest of the last bundles
     */
    public void outbox(String location, StreamName stream, long largest) {
        during(location, folder -> {
            for (Path file : Folders.files(folder)) {
                if (PendingFile.isOf(stream, file) && isFull(file)) {
                    throw Folders.failure(
                            "cannot remove " + file, folder, new DirectoryNotEmptyException(file.toString()));
                }
            }
            new FolderVerdict(FolderFacts.read(folder)).tell(largest, findings);
        });
    }

    /** Looks at the folder that an import reads, and at the one inside that it puts applied bundles into. */
    public void inbox(String location) {
        during(location, folder -> {
            Path archive = ArchiveFolder.find(folder);
            if (Files.exists(archive, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(archive)) {
                throw Folders.failure(
                        "cannot move bundles to " + archive,
                        folder,
                        new FileAlreadyExistsException(archive.toString()));
            }
            long largest = new FolderDepot(folder, Journal.silent())
                    .list().stream().mapToLong(StoredBundle::bytes).max().orElse(0);
            new FolderVerdict(FolderFacts.read(folder)).tell(0, findings);
            if (Files.isDirectory(archive)) {
                // Within one file system a bundle is renamed, which needs no room.
                boolean renamed = Files.getFileStore(archive).equals(Files.getFileStore(folder));
                new FolderVerdict(FolderFacts.read(archive)).tell(renamed ? 0 : largest, findings);
            }
        });
    }

    private static boolean isFull(Path partial) throws IOException {
        return Files.isDirectory(partial, LinkOption.NOFOLLOW_LINKS)
                && !Folders.files(partial).isEmpty();
    }

    private void during(String location, Look look) {
        try {
            Path folder = Depots.folder(location);
            try {
                Folders.files(folder);
                look.at(folder);
            } catch (IOException e) {
                throw Folders.failure("cannot look at " + folder, folder, e);
            }
        } catch (Failure failure) {
            findings.fail(CHECK, location, failure);
        }
    }

    private interface Look {
        void at(Path folder) throws IOException;
    }
}
