package org.rowferry.importer;

import java.util.Map;
import org.rowferry.apply.Feed;
import org.rowferry.apply.Standing;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * All that the target knows when a bundle comes.
 *
 * @param feed the tables that may be written, and where to
 * @param standings where the tables stand, or will when the bundles before this one are applied
 * @param sql by which an operator corrects what is remembered
 * @param importer the role that imports
 */
record InboxState(
        Feed feed, Map<TableName, Standing> standings, History history, TrackingSql sql, Identifier importer) {
    InboxState {
        standings = Map.copyOf(standings);
    }
}
