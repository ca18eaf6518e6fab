package org.rowferry.exporter;

import java.util.List;
import org.rowferry.bundle.BundleName;
import org.rowferry.schema.Position;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/** How an export for one target ended. */
public sealed interface Outcome {
    StreamName target();

    /** A bundle is out. */
    record Exported(StreamName target, Position position, BundleName file, long bytes, List<Line> tables)
            implements Outcome {
        public Exported {
            tables = List.copyOf(tables);
        }
    }

    /** Nothing had changed, and no file was written. */
    record NothingChanged(StreamName target) implements Outcome {}

    /**
     * One table of a bundle.
     *
     * @param full why it was shipped full; empty where its changes were
     */
    record Line(TableName table, String full, long keys, long rows) {}
}
