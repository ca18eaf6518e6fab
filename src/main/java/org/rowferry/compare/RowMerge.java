package org.rowferry.compare;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.rowferry.compare.ComparedTable.Rows;
import org.rowferry.compare.DifferingRow.Kind;

/** Finds the rows that differ in two streams of rows, both in the order of their keys and hashes; holds one key at a time. */
final class RowMerge {
    private final Consumer<DifferingRow> report;
    private final boolean allWait;
    private final BitSet buckets = new BitSet();
    private Rows rows = Rows.NONE;

    /**
     * Makes one.
     *
     * @param allWait the whole table waits to be sent
     * @param report hears of each row that differs
     */
    RowMerge(boolean allWait, Consumer<DifferingRow> report) {
        this.allWait = allWait;
        this.report = report;
    }

    /** Goes through both streams. */
    void merge(Iterator<RowMark> source, Iterator<RowMark> target) {
        Side ofSource = new Side(source);
        Side ofTarget = new Side(target);
        Optional<String> key = least(ofSource, ofTarget);
        while (key.isPresent()) {
            compare(ofSource.take(key.get()), ofTarget.take(key.get()));
            key = least(ofSource, ofTarget);
        }
    }

    /** Returns how many rows differ. */
    Rows rows() {
        return rows;
    }

    /** Returns the buckets in which a row differs that does not wait. */
    BitSet buckets() {
        return buckets;
    }

    private static Optional<String> least(Side one, Side other) {
        Optional<String> first = one.key();
        Optional<String> second = other.key();
        return first.isPresent() && second.isPresent()
                ? first.filter(key -> key.compareTo(second.get()) <= 0).or(() -> second)
                : first.or(() -> second);
    }

    private void compare(List<RowMark> source, List<RowMark> target) {
        boolean waits = allWait || source.stream().anyMatch(RowMark::waits);
        Deque<RowMark> here = new ArrayDeque<>();
        Deque<RowMark> there = new ArrayDeque<>(target);
        for (RowMark mark : source) {
            RowMark left = mark;
            for (RowMark same : target) {
                if (same.hash().equals(mark.hash())) {
                    long both = Math.min(same.times(), mark.times());
                    there.remove(same);
                    Optional.of(same.less(both)).filter(RowMark::isOfRows).ifPresent(there::add);
                    left = mark.less(both);
                }
            }
            Optional.of(left).filter(RowMark::isOfRows).ifPresent(here::add);
        }
        tell(here, there, waits);
    }

    private void tell(Deque<RowMark> source, Deque<RowMark> target, boolean waits) {
        while (!source.isEmpty() || !target.isEmpty()) {
            Optional<RowMark> here = Optional.ofNullable(source.poll());
            Optional<RowMark> there = Optional.ofNullable(target.poll());
            long both = here.isPresent() && there.isPresent()
                    ? Math.min(here.get().times(), there.get().times())
                    : here.or(() -> there).orElseThrow().times();
            here.map(mark -> mark.less(both)).filter(RowMark::isOfRows).ifPresent(source::addFirst);
            there.map(mark -> mark.less(both)).filter(RowMark::isOfRows).ifPresent(target::addFirst);
            tell(here, there, both, waits);
        }
    }

    private void tell(Optional<RowMark> source, Optional<RowMark> target, long times, boolean waits) {
        Kind kind = source.isEmpty() ? Kind.EXTRA : target.isEmpty() ? Kind.MISSING : Kind.CHANGED;
        rows = rows.and(kind, times, waits);
        if (!waits) {
            buckets.set(source.or(() -> target).orElseThrow().bucket());
        }
        report.accept(new DifferingRow(
                kind,
                waits,
                source.map(RowMark::values).orElse(List.of()),
                target.map(RowMark::values).orElse(List.of())));
    }

    /** One of the streams, of which the next mark is known. */
    private static final class Side {
        private final Iterator<RowMark> marks;
        private Optional<RowMark> next;

        Side(Iterator<RowMark> marks) {
            this.marks = marks;
            this.next = following();
        }

        Optional<String> key() {
            return next.map(RowMark::key);
        }

        List<RowMark> take(String key) {
            List<RowMark> taken = new ArrayList<>();
            while (next.filter(mark -> mark.key().equals(key)).isPresent()) {
                taken.add(next.orElseThrow());
                next = following();
            }
            return taken;
        }

        private Optional<RowMark> following() {
            return marks.hasNext() ? Optional.of(marks.next()) : Optional.empty();
        }
    }
}
