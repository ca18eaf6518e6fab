package org.rowferry.apply;

import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.Relation;
import org.rowferry.postgres.Session;

/** Refuses tables that could not be written, whatever arrives for them, in the transaction that is open. */
final class Writability {
    private final Session session;
    private final Catalog catalog;

    Writability(Session session) {
        this.session = session;
        this.catalog = new Catalog(session);
    }

    void require(FeedEntry entry) {
        Relation table = new Presence(session, catalog).require(entry);
        TargetTables.refuseRewriters(catalog, table, entry);
        TableSessions sessions = new TableSessions(session);
        // Asks for what the owner of the table lacks, where rows are written with his rights.
        sessions.of(table.oid(), entry.asOwner());
        new Rights(session).requireToWrite(table);
        TargetTriggers.requireOwner(catalog, sessions, table, entry);
    }
}
