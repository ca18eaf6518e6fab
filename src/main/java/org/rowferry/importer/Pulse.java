package org.rowferry.importer;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;

/**
 * The times that the bundle which was applied last tells.
 *
 * @param trueAt when its snapshot was taken, by the source's clock
 * @param due until when the source promised the next one; empty where it did not
 * @param now the time on the target
 */
record Pulse(Instant trueAt, Optional<Instant> due, Instant now) {
    /** Returns how long the next bundle is overdue; nothing where it is not. */
    Optional<Duration> overdue() {
        return due.filter(now::isAfter).map(time -> Duration.between(time, now));
    }

    /** Returns the failure that tells of a bundle which is overdue. */
    Optional<Failure> alarm(String inbox) {
        return overdue()
                .map(late -> new Failure(
                                Family.GAP,
                                "inbox " + inbox + " is true at the source at " + trueAt
                                        + ", and the next bundle was due by "
                                        + due.map(Instant::toString).orElse("") + ", " + late.toHours() + " hours ago")
                        .hint("See on the source if bundles are written: ", Invocation.ofExporter("status", ""))
                        .hint("Then see if they are fetched: journalctl -u rowferry-carry -n 50"));
    }
}
