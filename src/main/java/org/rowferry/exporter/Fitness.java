package org.rowferry.exporter;

import java.util.Optional;
import org.rowferry.capture.CapturedTable;
import org.rowferry.capture.ColumnRow;
import org.rowferry.capture.Drift;
import org.rowferry.capture.PartitionDrift;
import org.rowferry.capture.Shape;
import org.rowferry.capture.ShippedTable;
import org.rowferry.capture.SourceTable;
import org.rowferry.exporter.ExporterSettings.OnRewrite;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.Point;

/**
 * Decides whether the changes of a table would bring a target up to date, by its tracking and by what the catalog shows.
 *
 * @param since the point that was asked for, where its bundle is known
 */
record Fitness(Incarnation incarnation, Request request, Optional<Point> since) {
    /** Returns the point where the changes of a table begin. */
    Point from(TableState state) {
        return since.orElse(state.shipped());
    }

    /** Returns why the changes since that point would not do; empty where they would. */
    Optional<String> unfit(ShippedTable shipped, TableState state) {
        SourceTable table = shipped.source();
        Point from = from(state);
        if (request.full().contain(table.name())) {
            return Optional.of("it was asked for");
        }
        return Drift.between(
                        state.memory(),
                        new Drift.Now(
                                incarnation.id(),
                                table,
                                Shape.of(shipped),
                                shipped.definitions().labels()))
                .or(() -> missing(state, from))
                .or(() -> table instanceof CapturedTable captured ? purged(captured, from) : unnoted(state, from));
    }

    private Optional<String> missing(TableState state, Point from) {
        if (request.since().isPresent() && since.isEmpty()) {
            return request.since().map(position -> "changes since bundle " + position + " were purged");
        }
        if (state.lastFull().compareTo(from.position()) > 0) {
            return Optional.of("it was shipped full after bundle " + from.position());
        }
        return state.lastDrift() > from.position().number()
                ? Optional.of("its partitions changed after bundle " + from.position())
                : Optional.empty();
    }

    private static Optional<String> purged(CapturedTable captured, Point from) {
        return from.snapshot().xmin() < captured.purgedTo()
                ? Optional.of("changes since bundle " + from.position() + " were purged")
                : Optional.empty();
    }

    /** The state of a watched table is stored only for the last bundle. */
    private static Optional<String> unnoted(TableState state, Point from) {
        return from.position().equals(state.shipped().position())
                ? Optional.empty()
                : Optional.of("its changes since bundle " + from.position() + " were not noted one by one");
    }

    /** Returns why rows may have changed that no change tells of; empty where none may have. */
    static Optional<String> rewritten(
            ShippedTable shipped, TableState state, PartitionDrift drift, OnRewrite onRewrite) {
        SourceTable table = shipped.source();
        if (state.fileNode() != table.base().fileNode() && onRewrite == OnRewrite.FULL) {
            return Optional.of("it was rewritten (ALTER TABLE, VACUUM FULL or CLUSTER)");
        }
        if (drift.arrived().size() > 1
                && drift.arrived().size() == table.partitions().size()) {
            return Optional.of("all its partitions are new or were rewritten");
        }
        return table instanceof CapturedTable captured
                        && ColumnRow.mayHaveBeenChild(state.attributes(), captured.attributes())
                ? Optional.of(ColumnRow.WAS_CHILD)
                : Optional.empty();
    }
}
