package org.rowferry.exporter;

import java.time.Duration;
import java.util.List;
import org.rowferry.bundle.BundleName;
import org.rowferry.report.Failure;
import org.rowferry.schema.Position;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/** How an export for one target ended. */
public sealed interface Outcome {
    StreamName target();

    /** Returns the tables that the target goes on without, as their entries say. */
    List<SkippedTable> leftOut();

    /** A bundle is out. */
    record Exported(
            StreamName target,
            Position position,
            BundleName file,
            long bytes,
            List<ExportedContent> tables,
            List<SkippedTable> leftOut)
            implements Outcome {
        public Exported {
            tables = List.copyOf(tables);
            leftOut = List.copyOf(leftOut);
        }
    }

    /** Nothing had changed, and no file was written. */
    record NotExported(StreamName target, List<SkippedTable> leftOut) implements Outcome {
        public NotExported {
            leftOut = List.copyOf(leftOut);
        }
    }

    /** A table that cannot be exported, and why. */
    record SkippedTable(TableName table, Failure failure) {}

    /**
     * One table of a bundle.
     *
     * @param full why it was shipped full; empty where its changes were
     * @param bytes the bytes of its keys and rows before compression
     * @param took how long it took to read them
     */
    record ExportedContent(TableName table, String full, long keys, long rows, long bytes, Duration took) {}
}
