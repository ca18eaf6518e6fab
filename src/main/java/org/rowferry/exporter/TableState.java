package org.rowferry.exporter;

import java.util.List;
import java.util.UUID;
import org.rowferry.schema.Point;
import org.rowferry.schema.Position;
import org.rowferry.schema.TableName;

/**
 * What tracking knows of one table for one target.
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
 */
record TableState(
        TableName name,
        Point shipped,
        Position lastFull,
        UUID incarnation,
        UUID captureId,
        List<String> triggers,
        String shape,
        List<String> labels,
        long fileNode) {
    TableState {
        triggers = List.copyOf(triggers);
        labels = List.copyOf(labels);
    }
}
