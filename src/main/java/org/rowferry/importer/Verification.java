package org.rowferry.importer;

import java.io.IOException;
import java.io.InputStream;
import org.rowferry.bundle.BundleName;
import org.rowferry.bundle.BundleReader;
import org.rowferry.bundle.Manifest;
import org.rowferry.bundle.RecordCounting;
import org.rowferry.bundle.Verified;
import org.rowferry.depot.Depot;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;

/** Reads bundles whole, and refuses those that are damaged or bear the name of another. */
final class Verification {
    private final Depot depot;

    Verification(Depot depot) {
        this.depot = depot;
    }

    /** Returns a bundle's manifest and totals, after every digest and count was found to hold. */
    Verified of(BundleName name) {
        try (InputStream file = depot.open(name)) {
            Verified verified = BundleReader.verify(file, name.toString(), RecordCounting.OFF);
            refuseAnotherName(name, verified.manifest());
            return verified;
        } catch (IOException e) {
            throw unreadable(name, e);
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
        return new Failure(Family.DEPOT, "cannot read " + name + ": " + e.getMessage())
                .because(e)
                .hint("See that the file is there and readable, and run the same command again.");
    }
}
