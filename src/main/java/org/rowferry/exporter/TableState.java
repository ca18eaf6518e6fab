package org.rowferry.exporter;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.rowferry.capture.ColumnRow;
import org.rowferry.capture.Memory;
import org.rowferry.capture.Partition;
import org.rowferry.capture.WatchedState;
import org.rowferry.schema.Point;
import org.rowferry.schema.Position;
import org.rowferry.schema.TableName;

/**
 * The tracking's state of one table for one target.
 *
 * @param name what it was called when it was shipped last
 * @param shipped the point up to which its changes were shipped
 * @param lastFull the bundle that held it full for the last time
 * @param incarnation the source's incarnation at the time
 * @param captureId the capture's identity at the time
 * @param triggers the capture's triggers at the time
 * @param shape what made its rows what they were at the time
 * @param labels the labels of the enum types below its columns at the time
 * @param fileNode its file node at the time
 * @param attributes the catalog's rows of its columns at the time
 * @param partitions its partitions at the time
 * @param lastDrift the number of the last bundle that made up for what had happened to its partitions; 0 if none did
 */
record TableState(
        TableName name,
        Point shipped,
        Position lastFull,
        UUID incarnation,
        String capture,
        Optional<UUID> captureId,
        List<String> triggers,
        String shape,
        List<String> labels,
        long fileNode,
        List<ColumnRow> attributes,
        List<Partition> partitions,
        long lastDrift,
        WatchedState watched) {
    TableState {
        triggers = List.copyOf(triggers);
        labels = List.copyOf(labels);
        attributes = List.copyOf(attributes);
        partitions = List.copyOf(partitions);
    }

    /** Returns what the catalog is compared with. */
    Memory memory() {
        return new Memory(
                incarnation, Optional.of(new Memory.Capture(name, capture, captureId, triggers)), shape, labels);
    }
}
