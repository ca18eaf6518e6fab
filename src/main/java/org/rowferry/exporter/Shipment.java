package org.rowferry.exporter;

import java.time.Duration;
import java.util.List;
import org.rowferry.bundle.BundleName;
import org.rowferry.capture.CapturedTable;
import org.rowferry.capture.ShippedTable;
import org.rowferry.capture.SourceTable;
import org.rowferry.schema.Point;
import org.rowferry.schema.StreamName;

/**
 * A bundle that is out.
 *
 * @param to the point that it brings a target to
 * @param file its name
 * @param bytes its size
 */
record Shipment(Point to, BundleName file, long bytes, List<ShippedContent> tables) {
    Shipment {
        tables = List.copyOf(tables);
    }

    /** Returns the tables that triggers watch. */
    List<CapturedTable> captured() {
        return tables.stream()
                .map(ShippedContent::source)
                .filter(CapturedTable.class::isInstance)
                .map(CapturedTable.class::cast)
                .toList();
    }

    Outcome outcome(StreamName target, Faults faults) {
        List<Outcome.ExportedContent> lines = tables.stream()
                .map(line -> new Outcome.ExportedContent(
                        line.source().name(), line.full(), line.keys(), line.rows(), line.bytes(), line.took()))
                .toList();
        return new Outcome.Exported(target, to.position(), file, bytes, lines, faults.leftOut());
    }

    /**
     * One table of it.
     *
     * @param bytes the bytes of its members before compression
     * @param took how long it took to read it
     */
    record ShippedContent(Due.Decision content, long keys, long rows, long bytes, Duration took) {
        ShippedTable shipped() {
            return content.shipped();
        }

        SourceTable source() {
            return content.source();
        }

        /** Returns why it was shipped full; empty where its changes were. */
        String full() {
            return content instanceof Due.Full full ? full.reason() : "";
        }

        String kind() {
            return full().isEmpty() ? "changes" : "full";
        }

        /** Returns whether it made up for something that had become of its partitions. */
        boolean drifted() {
            return content instanceof Due.Changes changes && !changes.drift().isNone();
        }
    }
}
