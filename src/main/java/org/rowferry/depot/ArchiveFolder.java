package org.rowferry.depot;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Shell;

/**
 * The folder inside of a depot's that bundles are put aside in. A writer of the depot could make it a link to
 * anywhere, and have files there overwritten; so a link is followed where the operator made it alone.
 */
final class ArchiveFolder {
    private static final String NAME = "applied";

    private ArchiveFolder() {}

    static Path name(Path depot) {
        return depot.resolve(NAME);
    }

    /**
     * Returns the folder, made where it was missing; behind a link, the folder that the link led to when it was looked at.
     *
     * @throws Failure of the family DEPOT if it is a link that neither root nor the user of this job made, or that leads
     *     to a folder of another user
     */
    static Path of(Path depot) throws IOException {
        Path found = find(depot);
        if (found.equals(name(depot))) {
            Folders.make(found);
        }
        return found;
    }

    /** Returns the same folder, which may be missing still. */
    static Path find(Path depot) throws IOException {
        Path named = name(depot);
        if (!Files.isSymbolicLink(named)) {
            return named;
        }
        requireTrusted(named, "the link " + named);
        try {
            Path real = named.toRealPath();
            requireTrusted(real, "the folder " + real + ", where the link " + named + " leads,");
            return real;
        } catch (NoSuchFileException e) {
            // The other end may be a file system that is not mounted now.
            throw Folders.missing(
                            named.resolveSibling(Files.readSymbolicLink(named)).normalize())
                    .because(e);
        }
    }

    private static void requireTrusted(Path path, String what) throws IOException {
        long owner = ((Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS)).longValue();
        if (owner != 0 && owner != new UnixSystem().getUid()) {
            throw new Failure(
                            Family.DEPOT,
                            what + " belongs to the user "
                                    + Files.getOwner(path, LinkOption.NOFOLLOW_LINKS)
                                            .getName() + ", so no bundle is put there")
                    .hint("Look with 'ls -ld " + Shell.word(path) + "', and give it to the user that runs Rowferry with"
                            + " 'chown -h', or remove it.");
        }
    }
}
