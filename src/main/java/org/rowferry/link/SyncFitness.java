package org.rowferry.link;

import java.util.Map;
import java.util.Optional;
import org.rowferry.apply.Standing;
import org.rowferry.capture.ColumnRow;
import org.rowferry.capture.Drift;
import org.rowferry.capture.SourceIdentity;
import org.rowferry.catalog.Relation;
import org.rowferry.link.LinkTracking.LinkMemory;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.Snapshot;
import org.rowferry.schema.TableName;

/**
 * Decides whether the changes of a link's table would bring the target up to date, by the tracking, by what the source shows,
 * and by the target's table.
 *
 * @param losses why changes would not do for tables of the target
 */
record SyncFitness(Incarnation incarnation, SyncRequest request, Map<TableName, String> losses) {
    SyncFitness {
        losses = Map.copyOf(losses);
    }

    /**
     * Returns why the changes would not do; empty where they would.
     *
     * @param target the target's table, if columns were left out when its rows were written
     */
    Optional<String> unfit(
            PlannedTable table, Optional<LinkMemory> noted, Optional<Standing> standing, Optional<Relation> target) {
        if (noted.isEmpty() || standing.isEmpty()) {
            return Optional.of("it was not read before");
        }
        if (request.full().contain(table.name())) {
            return Optional.of("it was asked for");
        }
        return Optional.ofNullable(losses.get(table.name()))
                .or(() -> Drift.between(
                        noted.get().memory(standing.get().incarnation()),
                        new Drift.Now(incarnation.id(), table.source(), table.words(), table.labels())))
                .or(() -> ColumnRow.mayHaveBeenChild(noted.get().attributes(), table.attributes())
                        ? Optional.of(ColumnRow.WAS_CHILD)
                        : Optional.empty())
                .or(() -> target.flatMap(relation -> leftOut(table, standing.get(), relation))
                        .map(column -> "its column " + column + " was left out here so far"));
    }

    /** Returns a column that the target has by now, and had not when the rows before were written. */
    private static Optional<Identifier> leftOut(PlannedTable table, Standing standing, Relation target) {
        Map<Identifier, Identifier> rename = table.table().entry().rename();
        return standing.ignored().stream()
                .filter(column ->
                        target.column(rename.getOrDefault(column, column)).isPresent())
                .findFirst();
    }

    /** Returns why the changes since a table was read are not there any more, by what the source shows at this snapshot. */
    static Optional<String> purged(PlannedTable table, Snapshot from, Snapshot to) {
        if (from.xmax() > to.xmax()) {
            throw SourceIdentity.other(
                    "its next transaction id is " + to.xmax() + ", but the target saw " + from.xmax());
        }
        return from.xmin() < table.capture().orElseThrow().purgedTo()
                ? Optional.of("changes since the last sync were purged")
                : Optional.empty();
    }
}
