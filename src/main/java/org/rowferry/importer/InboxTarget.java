package org.rowferry.importer;

import java.util.List;
import java.util.Map;
import org.rowferry.apply.Applier;
import org.rowferry.apply.Feed;
import org.rowferry.apply.Standing;
import org.rowferry.bundle.Manifest;
import org.rowferry.catalog.Catalog;
import org.rowferry.postgres.Session;
import org.rowferry.report.Journal;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** The target as one inbox sees it: the tables that it feeds, the bundles that were applied, and the tables that were lost. */
record InboxTarget(Feed feed, Applier applier, AppliedBundles bundles, LostTables lost, Identifier importer) {
    /**
     * Opens it.
     *
     * @param schema Rowferry's own on the target
     * @param all all that feed the target, this one among them
     */
    static InboxTarget open(Session session, Identifier schema, List<Feed> all, Feed feed, Journal journal) {
        Applier applier = new Applier(session, schema, all, feed, journal);
        AppliedBundles bundles = new AppliedBundles(session, schema, feed.name());
        return new InboxTarget(
                feed,
                applier,
                bundles,
                new LostTables(session, applier, feed, bundles.sql()),
                new Catalog(session).currentRole());
    }

    /** Returns the same, where an empty table gets its indexes after its rows, if at least so many arrive. */
    InboxTarget indexesAfter(long rows) {
        return new InboxTarget(feed, applier.indexesAfter(rows), bundles, lost, importer);
    }

    /**
     * Reads all that bears on a bundle.
     *
     * @param standings where the tables stand, or will when the bundles before this one are applied
     */
    InboxState state(Manifest manifest, Map<TableName, Standing> standings) {
        return new InboxState(feed, standings, bundles.history(manifest, standings.values()), bundles.sql(), importer);
    }
}
