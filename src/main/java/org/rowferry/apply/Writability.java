package org.rowferry.apply;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.RelationHead;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;

/** Finds tables that could not be written, whatever arrives for them, in the transaction that is open. */
final class Writability {
    private final Session session;

    Writability(Session session) {
        this.session = session;
    }

    /** Returns why tables could not be written, by their entries; reads the facts of all tables at once. */
    Map<FeedEntry, Failure> failures(Collection<FeedEntry> entries) {
        Catalog catalog = new Catalog(session)
                .knowingHeads(entries.stream().map(FeedEntry::into).toList());
        List<RelationHead> tables = entries.stream()
                .flatMap(entry -> catalog.head(entry.into()).stream())
                .toList();
        TableSessions sessions = new TableSessions(session);
        sessions.prepare(tables.stream().map(RelationHead::oid).toList());
        Rights rights = new Rights(session).knowing(tables);
        Map<FeedEntry, Failure> failures = new LinkedHashMap<>();
        for (FeedEntry entry : entries) {
            session.attempt(
                            () -> {
                                require(catalog, sessions, rights, entry);
                                return Optional.<Failure>empty();
                            },
                            Optional::of)
                    .ifPresent(failure -> failures.put(entry, failure));
        }
        return failures;
    }

    private void require(Catalog catalog, TableSessions sessions, Rights rights, FeedEntry entry) {
        RelationHead table = new Presence(session, catalog).require(entry);
        TargetTables.refuseRewriters(catalog, table, entry);
        // Asks for what the owner of the table lacks, where rows are written with his rights.
        sessions.of(table.oid(), entry.asOwner());
        rights.requireToWrite(table);
        TargetTriggers.requireOwner(catalog, sessions, table, entry);
    }
}
