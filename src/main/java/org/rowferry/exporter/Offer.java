package org.rowferry.exporter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowferry.exporter.ExporterSettings.Target;
import org.rowferry.report.Failure;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.NamedType;
import org.rowferry.schema.Position;
import org.rowferry.schema.Snapshot;
import org.rowferry.schema.Table;

/**
 * A target as its source sees it: the tables that the next bundles can hold, and the bundles that went out.
 *
 * @param last the number that was taken last for a bundle; empty if none was
 * @param sent the bundles of this incarnation that the source still knows, with their snapshots
 * @param tables the tables that can be exported
 * @param types those of the columns' types that somebody made
 * @param faults why the target's other tables cannot be exported
 */
public record Offer(
        Target target,
        Incarnation incarnation,
        Optional<Position> last,
        Map<Position, Snapshot> sent,
        List<OfferedTable> tables,
        List<NamedType> types,
        Optional<Failure> faults) {
    public Offer {
        sent = Map.copyOf(sent);
        tables = List.copyOf(tables);
        types = List.copyOf(types);
    }

    /**
     * A table as a bundle describes it.
     *
     * @param withheld the columns that the source's table has and the target does not get
     */
    public record OfferedTable(Table table, List<Identifier> withheld) {
        public OfferedTable {
            withheld = List.copyOf(withheld);
        }
    }
}
