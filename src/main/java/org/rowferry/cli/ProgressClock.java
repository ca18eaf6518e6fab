package org.rowferry.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.rowferry.report.Progress;

/** Measures how long each phase of a run has gone on, and decides which progress is told. */
final class ProgressClock {
    private final LongSupplier nanos;
    private Optional<Progress> last = Optional.empty();
    private long began;
    private long told;

    ProgressClock(LongSupplier nanos) {
        this.nanos = nanos;
        this.told = nanos.getAsLong();
    }

    /** Notes a progress; returns whether it begins a phase, such as the next bundle's. */
    boolean begins(Progress progress) {
        boolean begins = last.filter(before -> before.phase() == progress.phase()
                        && before.ofAll().all().equals(progress.ofAll().all())
                        && before.ofAll().done() <= progress.ofAll().done())
                .isEmpty();
        if (begins) {
            began = nanos.getAsLong();
        }
        last = Optional.of(progress);
        return begins;
    }

    /** Returns how long the phase has gone on. */
    Duration passed() {
        return Duration.ofNanos(nanos.getAsLong() - began);
    }

    /** Returns whether the last one was told so long ago; then this one counts as told. */
    boolean isDue(Duration between) {
        if (nanos.getAsLong() - told < between.toNanos()) {
            return false;
        }
        tell();
        return true;
    }

    void tell() {
        told = nanos.getAsLong();
    }
}
