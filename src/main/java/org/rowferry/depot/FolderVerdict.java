package org.rowferry.depot;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Findings;
import org.rowferry.report.Shell;

/** Decides whether bundles can be written into a folder. */
final class FolderVerdict {
    private static final String CHECK = "folder";
    private static final long MEGABYTE = 1_000_000;

    private final FolderFacts facts;

    FolderVerdict(FolderFacts facts) {
        this.facts = facts;
    }

    /**
     * Tells what is wrong with the folder, or that nothing is.
     *
     * @param largest the bytes of the largest bundle that is known
     */
    void tell(long largest, Findings findings) {
        String subject = facts.folder().toString();
        if (!facts.writable() || facts.readOnly()) {
            findings.fail(CHECK, subject, unwritable());
        } else if (facts.usable() <= largest) {
            findings.warn(CHECK, subject, full(largest));
        } else if (facts.openToOthers()) {
            findings.warn(CHECK, subject, open());
        } else {
            findings.ok(
                    CHECK, subject, facts.mode() + " of " + facts.owner() + ", " + megabytes(facts.usable()) + " free");
        }
    }

    private Failure unwritable() {
        String folder = facts.folder().toString();
        return Folders.failure(
                "cannot write into " + folder,
                facts.folder(),
                facts.readOnly()
                        ? new FileSystemException(folder, null, "Read-only file system")
                        : new AccessDeniedException(folder));
    }

    private Failure full(long largest) {
        return new Failure(
                        Family.DEPOT,
                        facts.folder() + " has " + megabytes(facts.usable()) + " free, and a bundle has had "
                                + megabytes(largest))
                .hint("Make room there; see what takes it with: df -h " + Shell.word(facts.folder()));
    }

    private Failure open() {
        return new Failure(Family.DEPOT, "every user of this host may put files into " + facts.folder())
                .hint("Run: chmod o-w " + Shell.word(facts.folder()));
    }

    private static String megabytes(long bytes) {
        return bytes / MEGABYTE + " MB";
    }
}
