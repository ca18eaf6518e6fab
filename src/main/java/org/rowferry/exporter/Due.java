package org.rowferry.exporter;

import java.util.Map;
import java.util.Optional;
import org.rowferry.capture.CapturedTable;
import org.rowferry.capture.KeyCheck;
import org.rowferry.capture.PartitionDrift;
import org.rowferry.capture.ShippedTable;
import org.rowferry.capture.Window;
import org.rowferry.exporter.ExporterSettings.OnRewrite;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.Point;

/** Decides for each table whether a bundle holds it full or its changes, and why. */
final class Due {
    private final Session session;
    private final Incarnation incarnation;
    private final Map<Long, TableState> states;
    private final Request request;
    private final Optional<Point> since;

    Due(
            Session session,
            Incarnation incarnation,
            Map<Long, TableState> states,
            Request request,
            Optional<Point> since) {
        this.session = session;
        this.incarnation = incarnation;
        this.states = states;
        this.request = request;
        this.since = since;
    }

    /** What a bundle holds of one table. */
    sealed interface Content {
        ShippedTable shipped();

        default CapturedTable captured() {
            return shipped().captured();
        }

        /** Returns whether a target that has all that went before needs nothing of it. */
        boolean isEmpty();
    }

    /** All rows, and why not the changes alone. */
    record Full(ShippedTable shipped, String reason) implements Content {
        @Override
        public boolean isEmpty() {
            return false;
        }
    }

    /** The window from a point, and what no trigger saw of its partitions; both may be empty. */
    record Changes(ShippedTable shipped, Point from, Window window, PartitionDrift drift) implements Content {
        @Override
        public boolean isEmpty() {
            return drift.isNone() && window.isEmpty();
        }
    }

    /**
     * Returns what the bundle holds of a table.
     *
     * @throws org.rowferry.report.Failure of the family SOURCE if its key does not tell its rows apart
     */
    Content of(ShippedTable shipped, OnRewrite onRewrite) {
        Content content = fullOrChanges(shipped, onRewrite);
        if (content instanceof Changes changes) {
            changes.window().checkKeys();
        } else {
            new KeyCheck(session, shipped.captured()).ofAllRows();
        }
        return content;
    }

    private Content fullOrChanges(ShippedTable shipped, OnRewrite onRewrite) {
        CapturedTable captured = shipped.captured();
        TableState state = states.get(captured.base().oid());
        if (state == null) {
            return new Full(shipped, "it was not shipped to this target before");
        }
        Point from = since.orElse(state.shipped());
        Optional<String> reason = unfit(shipped, state, from);
        if (reason.isPresent()) {
            return new Full(shipped, reason.get());
        }
        PartitionDrift drift =
                PartitionDrift.between(state.partitions(), captured.partitions(), onRewrite == OnRewrite.FULL);
        Window window = new Window(session, captured, from.snapshot(), drift.arrived());
        if (window.isTruncated()) {
            return new Full(shipped, "it was truncated");
        }
        if (window.holdsIncompleteKey()) {
            return new Full(shipped, "a row had no value in its key for a while");
        }
        if (state.fileNode() != captured.base().fileNode() && onRewrite == OnRewrite.FULL) {
            return new Full(shipped, "it was rewritten (ALTER TABLE, VACUUM FULL or CLUSTER)");
        }
        if (drift.arrived().size() > 1
                && drift.arrived().size() == captured.partitions().size()) {
            return new Full(shipped, "all its partitions are new or were rewritten");
        }
        return new Changes(shipped, from, window, drift);
    }

    /** Says why the changes since a point would not bring a target up to date. */
    private Optional<String> unfit(ShippedTable shipped, TableState state, Point from) {
        CapturedTable captured = shipped.captured();
        if (request.wantsFull(captured.name())) {
            return Optional.of("it was asked for");
        }
        if (!state.incarnation().equals(incarnation.id())) {
            return Optional.of("the source has a new incarnation");
        }
        if (!state.captureId().equals(captured.captureId())) {
            return Optional.of("its capture was installed anew");
        }
        if (!state.triggers().equals(captured.triggers())) {
            return Optional.of("its capture was interrupted (a trigger was disabled for a while)");
        }
        if (!state.name().equals(captured.name())) {
            return Optional.of("it was renamed");
        }
        Optional<String> changed = Shape.of(shipped).changedSince(state.shape());
        if (changed.isPresent()) {
            return changed;
        }
        if (!shipped.definitions().labels().containsAll(state.labels())) {
            return Optional.of("labels of an enum were renamed");
        }
        if (state.lastFull().compareTo(from.position()) > 0) {
            return Optional.of("it was shipped full after bundle " + from.position());
        }
        if (state.lastDrift() > from.position().number()) {
            return Optional.of("its partitions changed after bundle " + from.position());
        }
        if (from.snapshot().xmin() < captured.purgedTo()) {
            return Optional.of("changes since bundle " + from.position() + " were purged");
        }
        return Optional.empty();
    }
}
