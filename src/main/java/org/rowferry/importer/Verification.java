package org.rowferry.importer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.rowferry.bundle.BundleName;
import org.rowferry.bundle.BundleReader;
import org.rowferry.bundle.Limits;
import org.rowferry.bundle.Manifest;
import org.rowferry.bundle.Verified;
import org.rowferry.depot.Depot;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Journal;
import org.rowferry.report.Progress;
import org.rowferry.report.Progress.Phase;
import org.rowferry.report.Progress.Share;

/**
 * Reads bundles whole, and refuses those that are damaged or bear the name of another. Whatever reading and applying one
 * brings about, Errors of the JVM included, is the failure of that bundle.
 */
final class Verification {
    private final Depot depot;
    private final Limits limits;
    private final Journal journal;
    private final Map<BundleName, Long> sizes = new HashMap<>();

    /** @param limits how much a bundle may hold */
    Verification(Depot depot, Limits limits, Journal journal) {
        this.depot = depot;
        this.limits = limits;
        this.journal = journal;
    }

    /** Does something with a bundle's file that is open, which begins again when it is reset. */
    interface Work {
        Result on(InputStream file, Verified verified) throws IOException;
    }

    /** Verifies a bundle and does something with the very file that was verified. */
    Result with(BundleName name, Work work) {
        try (InputStream file = depot.open(name)) {
            return on(name, file, work);
        } catch (IOException e) {
            throw unreadable(name, e);
        } catch (Error e) {
            throw BundleReader.unforeseen(name.toString(), e);
        }
    }

    /** A disk that cannot be read at one place can be read at others, so that is this file's fault as well. */
    private Result on(BundleName name, InputStream file, Work work) throws IOException {
        try {
            return work.on(file, verified(name, file));
        } catch (Failure failure) {
            throw failure.family() == Family.DEPOT ? failure.of(Family.BUNDLE) : failure;
        } catch (RuntimeException | Error e) {
            throw BundleReader.unforeseen(name.toString(), e);
        }
    }

    /** Reads a bundle that was verified again, from its beginning. */
    BundleReader again(BundleName name, InputStream file, Verified verified) throws IOException {
        file.reset();
        return BundleReader.again(file, name.toString(), limits, verified);
    }

    /** Returns a bundle's manifest and totals, after every digest, count and record was found to hold. */
    private Verified verified(BundleName name, InputStream file) {
        Verified verified = BundleReader.verify(new Watched(file, name, size(name)), name.toString(), limits);
        refuseAnotherName(name, verified.manifest());
        return verified;
    }

    /** One listing has the sizes of all files but those that came after it. */
    private Optional<Long> size(BundleName name) {
        if (sizes.isEmpty()) {
            depot.list().forEach(bundle -> sizes.put(bundle.name(), bundle.bytes()));
        }
        return Optional.ofNullable(sizes.get(name));
    }

    /** Is read by one who closes what he reads; tells how much was read. */
    private final class Watched extends FilterInputStream {
        private final BundleName name;
        private final Optional<Long> size;
        private long bytes;

        Watched(InputStream in, BundleName name, Optional<Long> size) {
            super(in);
            this.name = name;
            this.size = size;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = super.read(buffer, offset, length);
            if (n > 0) {
                bytes += n;
                journal.moved(new Progress(Phase.VERIFY, name.toString(), Share.of(0), bytes, new Share(bytes, size)));
            }
            return n;
        }

        @Override
        public void close() {
            // It is read once more.
        }
    }

    private static void refuseAnotherName(BundleName name, Manifest manifest) {
        if (!manifest.to().position().equals(name.position())
                || !manifest.target().equals(name.stream())) {
            throw new Failure(
                            Family.BUNDLE,
                            "the file is called " + name + ", but it is bundle "
                                    + manifest.to().position() + " for " + manifest.target())
                    .hint("Give it back the name that it had in the outbox: mv " + name + " "
                            + new BundleName(manifest.target(), manifest.to().position(), name.compression()));
        }
    }

    static Failure unreadable(BundleName name, IOException e) {
        return new Failure(Family.BUNDLE, "cannot read " + name + ": " + e.getMessage())
                .because(e)
                .hint("Check that the file exists and is readable, and run the same command again.");
    }
}
