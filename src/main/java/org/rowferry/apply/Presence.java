package org.rowferry.apply;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.RelationHead;
import org.rowferry.catalog.RelationKind;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.TableName;

/** Refuses tables that the target does not have, or that hide rows from the role that imports. */
final class Presence {
    /** So many tables are named where many are missing. */
    private static final int MOST_NAMES = 20;

    private final Session session;
    private final Catalog catalog;

    /** Asks a catalog that may know the heads of the tables. */
    Presence(Session session, Catalog catalog) {
        this.session = session;
        this.catalog = catalog;
    }

    /** Refuses tables that are missing or cannot be looked at. */
    void require(Collection<FeedEntry> entries) {
        Presence knowing = new Presence(
                session,
                catalog.knowingHeads(entries.stream().map(FeedEntry::into).toList()));
        knowing.refuseMissing(entries);
        new Rights(session).requireToRead(entries.stream().map(knowing::require).toList());
    }

    /** Refuses tables that are missing, if they are several: one command makes them all. */
    void refuseMissing(Collection<FeedEntry> entries) {
        List<FeedEntry> missing = entries.stream()
                .filter(entry -> catalog.head(entry.into()).isEmpty())
                .toList();
        if (missing.size() > 1) {
            List<String> names = missing.stream()
                    .map(entry -> entry.into().toString())
                    .distinct()
                    .toList();
            String some = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
            String others = names.size() > MOST_NAMES ? " and " + (names.size() - MOST_NAMES) + " more" : "";
            throw made(new Failure(Family.TARGET, "the target has no tables " + some + others), missing);
        }
    }

    /** Returns the table that an entry's rows are written to. */
    RelationHead require(FeedEntry entry) {
        TableName name = entry.into();
        RelationHead relation = catalog.head(name)
                .orElseThrow(() -> made(new Failure(Family.TARGET, "the target has no table " + name), List.of(entry)));
        if (relation.kind() != RelationKind.TABLE && relation.kind() != RelationKind.PARTITIONED_TABLE) {
            Failure other = new Failure(
                            Family.TARGET, name + " is " + relation.kind().words() + " on the target")
                    .hint("Rename it, then make the table.");
            throw made(other, List.of(entry));
        }
        if (relation.traits().rowSecurity()) {
            throw new Failure(Family.TARGET, "row security would hide rows of " + name + " from the role that imports")
                    .hint(
                            "Policies belong on a view of it for its readers, since Rowferry has to see all rows. Then run as the"
                                    + " owner: alter table " + name + " disable row level security;");
        }
        return relation;
    }

    private Failure made(Failure failure, Collection<FeedEntry> entries) {
        return TargetScript.hinted(failure, entries, catalog.currentRole());
    }
}
