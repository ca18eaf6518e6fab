package org.rowferry.exporter;

import java.util.Comparator;
import java.util.Optional;
import org.rowferry.bundle.BundleName;
import org.rowferry.capture.SourceIdentity;
import org.rowferry.depot.Depot;
import org.rowferry.depot.Entry;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.StreamName;

/** The numbers of a target's bundles, as tracking and outbox know them. */
final class Numbering {
    private final ExportTracking tracking;
    private final Depot outbox;
    private final StreamName target;

    Numbering(ExportTracking tracking, Depot outbox, StreamName target) {
        this.tracking = tracking;
        this.outbox = outbox;
        this.target = target;
    }

    /**
     * Returns the number behind which the next one comes. A number is committed before its file appears, so a file
     * beyond the last number is of a life that is lost. Where another life has been begun since, that is known, and its
     * numbers come behind those of the lost one.
     */
    long last(Incarnation incarnation) {
        long last = tracking.lastNumber();
        Optional<BundleName> unknown = outbox.list().stream()
                .map(Entry::name)
                .filter(name -> name.stream().equals(target))
                .filter(name -> name.position().number() > last)
                .max(Comparator.comparing(BundleName::position));
        if (unknown.isPresent() && tracking.knows(incarnation)) {
            throw SourceIdentity.other("the outbox " + outbox + " holds " + unknown.get()
                    + ", but the last number that its tracking knows is " + last);
        }
        return unknown.map(name -> name.position().number()).orElse(last);
    }
}
