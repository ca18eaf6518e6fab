package org.rowferry.importer;

import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;
import org.rowferry.importer.Continuity.Loss;
import org.rowferry.importer.ImporterSettings.Inbox;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.schema.TableName;

/** Words which tables of a feed are not what was left here any more, and how all of them come back. */
record LostTables(Inbox feed, Map<TableName, Loss> losses, Map<TableName, Standing> standings) {
    LostTables {
        losses = Map.copyOf(losses);
        standings = Map.copyOf(standings);
    }

    /**
     * The bundle that helps must reach over those that are refused meanwhile, so it begins where the target is. One table
     * with other rows than the tracking says shows that it is not of the same dump, whatever the others look like.
     */
    Failure failure(ImportTracking tracking) {
        Standing last = standings.entrySet().stream()
                .filter(standing -> feed.names().contains(standing.getKey()))
                .map(Map.Entry::getValue)
                .min(Comparator.comparing(standing -> standing.point().position()))
                .orElseThrow();
        String tables =
                losses.keySet().stream().sorted().map(TableName::argument).collect(Collectors.joining(" "));
        Failure failure = new Failure(
                        Family.GAP, words() + "; changes on top of that would make a table that the source never had")
                .hint(
                        "Have the source ship all rows: ",
                        Invocation.ofExporter(
                                "export",
                                "--target " + last.stream() + " --since "
                                        + last.point().position() + " --full " + tables));
        return losses.values().stream().allMatch(Loss::restored)
                ? failure.hint(
                        "If rows and tracking came out of one dump, and nothing was changed since, keep the rows."
                                + " Run on the target: " + tracking.adopt(losses.keySet()))
                : failure;
    }

    /** Returns the failure of a feed that looked before it read, and reads such a table whole the next time. */
    Failure whileRead() {
        return new Failure(Family.BUSY, "while it was read, " + words()).hint("Run the same command again.");
    }

    private String words() {
        return losses.values().stream().map(Loss::toString).sorted().collect(Collectors.joining("; "));
    }
}
