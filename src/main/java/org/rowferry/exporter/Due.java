package org.rowferry.exporter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.rowferry.capture.CapturedTable;
import org.rowferry.capture.ChangedRows;
import org.rowferry.capture.KeyCheck;
import org.rowferry.capture.PartitionDrift;
import org.rowferry.capture.ShippedTable;
import org.rowferry.capture.SourceTable;
import org.rowferry.capture.Watch;
import org.rowferry.capture.WatchedState;
import org.rowferry.capture.WatchedTable;
import org.rowferry.capture.Window;
import org.rowferry.exporter.ExporterSettings.OnRewrite;
import org.rowferry.postgres.Session;
import org.rowferry.proof.Buckets;
import org.rowferry.proof.DigestQuery;
import org.rowferry.proof.ServerText;
import org.rowferry.schema.BucketNumbers;
import org.rowferry.schema.Point;
import org.rowferry.schema.TableName;

/** Decides for each table whether a bundle holds it full or its changes, and why. */
final class Due {
    /** The reason for all rows of a table that no bundle of the target has held. */
    static final String NEW = "it was not shipped to this target before";

    private final Session session;
    private final Fitness fitness;
    private final Map<Long, TableState> states;
    private final Map<Long, Window.WindowContent> seen;

    Due(Session session, Fitness fitness, Map<Long, TableState> states) {
        this(session, fitness, states, Map.of());
    }

    Due(Session session, Fitness fitness, Map<Long, TableState> states, Map<Long, Window.WindowContent> seen) {
        this.session = session;
        this.fitness = fitness;
        this.states = states;
        this.seen = seen;
    }

    /** Looks at once at what was captured of many tables, so that nothing more is asked of most of them. */
    Due knowing(Collection<ShippedTable> tables) {
        List<Window> windows = new ArrayList<>();
        List<Long> oids = new ArrayList<>();
        for (ShippedTable table : tables) {
            TableState state = states.get(table.source().base().oid());
            if (state != null && table.source() instanceof CapturedTable captured) {
                windows.add(new Window(session, captured, fitness.from(state).snapshot()));
                oids.add(captured.base().oid());
            }
        }
        List<Window.WindowContent> found = Window.lookAt(session, windows);
        Map<Long, Window.WindowContent> known = new HashMap<>();
        IntStream.range(0, found.size()).forEach(i -> known.put(oids.get(i), found.get(i)));
        return new Due(session, fitness, states, known);
    }

    /** The content of one table in a bundle. */
    sealed interface Decision {
        ShippedTable shipped();

        /** Returns what is to be noted of a table that no trigger watches. */
        Optional<WatchedState> watched();

        default SourceTable source() {
            return shipped().source();
        }

        /** Returns whether a target that has all that went before needs nothing of it. */
        boolean isEmpty();
    }

    /** All rows, and why not the changes alone. */
    record Full(ShippedTable shipped, Optional<WatchedState> watched, String reason) implements Decision {
        @Override
        public boolean isEmpty() {
            return false;
        }
    }

    /**
     * The changes since a point, and the changes of partitions that no trigger saw. Both may be empty.
     *
     * @param allKeys all keys come along, since rows may have gone unseen
     */
    record Changes(
            ShippedTable shipped,
            Optional<WatchedState> watched,
            Point from,
            ChangedRows rows,
            PartitionDrift drift,
            boolean allKeys)
            implements Decision {
        @Override
        public boolean isEmpty() {
            return drift.isNone() && !allKeys && rows.isEmpty();
        }
    }

    /** Returns whether a table was shipped to the target before of whose name that holds. */
    boolean wasShipped(Predicate<TableName> name) {
        return states.values().stream().map(TableState::name).anyMatch(name);
    }

    /**
     * Returns what the bundle holds of a table.
     *
     * @throws org.rowferry.report.Failure of the family SOURCE if its key does not tell its rows apart
     */
    Decision of(ShippedTable shipped, OnRewrite onRewrite) {
        Decision content = mending(fullOrChanges(shipped, onRewrite));
        if (content instanceof Changes changes) {
            changes.rows().checkKeys();
        } else {
            new KeyCheck(session, shipped.source()).ofAllRows();
        }
        return content;
    }

    /** Takes all rows of the buckets that are to be mended for changed; a table without a key comes in full. */
    private Decision mending(Decision content) {
        BucketNumbers numbers = fitness.request().repair().get(content.shipped().name());
        if (numbers == null || !(content instanceof Changes changes)) {
            return content;
        }
        if (content.source().key().key().isNone()) {
            return new Full(
                    changes.shipped(), changes.watched(), "it has no key, and some of its rows are to be mended");
        }
        ServerText text = ServerText.of(session);
        Buckets buckets = new Buckets(numbers.buckets());
        ChangedRows more = changes.rows()
                .with(
                        session,
                        content.source(),
                        alias -> DigestQuery.shipping(changes.shipped().table(), alias, buckets, text)
                                .bucketIn(numbers));
        return new Changes(
                changes.shipped(), changes.watched(), changes.from(), more, changes.drift(), changes.allKeys());
    }

    private Decision fullOrChanges(ShippedTable shipped, OnRewrite onRewrite) {
        Optional<Watch> watch = shipped.source() instanceof WatchedTable table
                ? Optional.of(new Watch(session, shipped, table))
                : Optional.empty();
        Optional<WatchedState> now = watch.map(Watch::now);
        TableState state = states.get(shipped.source().base().oid());
        if (state == null) {
            return new Full(shipped, now, NEW);
        }
        Point from = fitness.from(state);
        Optional<String> reason = fitness.unfit(shipped, state);
        if (reason.isPresent()) {
            return new Full(shipped, now, reason.get());
        }
        PartitionDrift drift =
                PartitionDrift.between(state.partitions(), shipped.source().partitions(), onRewrite == OnRewrite.FULL);
        Decision content = watch.isPresent()
                ? watched(shipped, watch.get(), now.orElseThrow(), state, drift)
                : captured(shipped, (CapturedTable) shipped.source(), from, drift);
        return content instanceof Changes
                ? Fitness.rewritten(shipped, state, drift, onRewrite)
                        .<Decision>map(why -> new Full(shipped, now, why))
                        .orElse(content)
                : content;
    }

    private Decision captured(ShippedTable shipped, CapturedTable captured, Point from, PartitionDrift drift) {
        Window window = window(captured, from, drift);
        return window.whyFull()
                .<Decision>map(why -> new Full(shipped, Optional.empty(), why))
                .orElseGet(() -> new Changes(shipped, Optional.empty(), from, window, drift, drift.rowsMayHaveGone()));
    }

    private Window window(CapturedTable captured, Point from, PartitionDrift drift) {
        Window window = new Window(session, captured, from.snapshot(), drift.arrived());
        return Optional.ofNullable(seen.get(captured.base().oid()))
                .map(window::knowing)
                .orElseGet(window::look);
    }

    private static Decision watched(
            ShippedTable shipped, Watch watch, WatchedState now, TableState state, PartitionDrift drift) {
        WatchedState before = state.watched();
        boolean allKeys = !now.keys().equals(before.keys());
        return watch.since(before, now, drift)
                .<Decision>map(rows -> new Changes(shipped, Optional.of(now), state.shipped(), rows, drift, allKeys))
                .orElseGet(() -> new Full(shipped, Optional.of(now), "something in it changed"));
    }
}
