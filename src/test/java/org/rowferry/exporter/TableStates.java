package org.rowferry.exporter;

import static org.rowferry.capture.Captured.LIFE;
import static org.rowferry.capture.Captured.shipped;

import java.util.List;
import java.util.Optional;
import org.rowferry.capture.CapturedTable;
import org.rowferry.capture.Shape;
import org.rowferry.capture.SourceTable;
import org.rowferry.capture.WatchedState;
import org.rowferry.schema.Point;
import org.rowferry.schema.Position;
import org.rowferry.schema.Snapshot;

/** States of tables as tracking would have them, had they been shipped as they are now. */
final class TableStates {
    private TableStates() {}

    /** Returns the point of a bundle: that of bundle 4 has the snapshot {@code 40:40:}. */
    static Point at(long number) {
        return new Point(new Position(number), Snapshot.parse(number + "0:" + number + "0:"));
    }

    /** Returns the state of a table that was shipped up to bundle 4. */
    static TableState state(SourceTable table, long lastFull, long lastDrift) {
        Optional<CapturedTable> captured = table instanceof CapturedTable one ? Optional.of(one) : Optional.empty();
        return new TableState(
                table.name(),
                at(4),
                new Position(lastFull),
                LIFE,
                table.capture(),
                captured.map(CapturedTable::captureId),
                captured.map(CapturedTable::traces).orElse(List.of()),
                Shape.of(shipped(table)).text(),
                List.of(),
                table.base().fileNode(),
                captured.map(CapturedTable::attributes).orElse(List.of()),
                table.partitions(),
                lastDrift,
                new WatchedState(Optional.empty(), "", ""));
    }
}
