package org.rowferry.exporter;

import java.util.UUID;
import org.rowferry.schema.Point;
import org.rowferry.schema.Position;

/**
 * What tracking knows of one table for one target.
 *
 * @param shipped the point up to which its changes were shipped
 * @param lastFull the bundle that held it full for the last time
 * @param incarnation the source's incarnation at the time
 * @param captureId the capture's identity at the time
 * @param shape its columns and key at the time
 * @param fileNode its file node at the time
 */
record TableState(Point shipped, Position lastFull, UUID incarnation, UUID captureId, String shape, long fileNode) {}
