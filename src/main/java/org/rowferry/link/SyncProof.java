package org.rowferry.link;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowferry.apply.Records;
import org.rowferry.apply.TableDelivery.Proving;
import org.rowferry.capture.SourceTable;
import org.rowferry.capture.Window;
import org.rowferry.link.SyncDue.TableReading;
import org.rowferry.postgres.Session;
import org.rowferry.proof.Buckets;
import org.rowferry.proof.DigestQuery;
import org.rowferry.proof.EstimatedRows;
import org.rowferry.proof.ServerText;
import org.rowferry.proof.Verify;
import org.rowferry.schema.Content;
import org.rowferry.schema.TableName;

/**
 * Decides which tables of a sync are compared with the source's, and makes the query for the source's digests, at the snapshot
 * of the sync. They are of the rows that postgres_fdw reads, as this server prints them, so that both sides have one form.
 */
final class SyncProof {
    private final Session session;
    private final Link link;
    private final SyncRequest request;
    private final Map<TableName, Duration> since;

    /** @param since how long ago each table was compared, in the transaction that is open */
    SyncProof(Session session, Link link, SyncRequest request, Map<TableName, Duration> since) {
        this.session = session;
        this.link = link;
        this.request = request;
        this.since = Map.copyOf(since);
    }

    /** Returns whether any table of a link may be compared. */
    static boolean isPossible(Link link, SyncRequest request) {
        return link.tables(Mirror.TABLE).stream()
                .map(table -> table.entry().table())
                .anyMatch(table -> link.verify(table) != Verify.NEVER || isAsked(request, table));
    }

    /** A table that is mended is to be seen to be whole again. */
    private static boolean isAsked(SyncRequest request, TableName table) {
        return request.verify().contain(table) || request.repair().containsKey(table);
    }

    /** Returns the reading of a table with the digests of its rows, where they are wanted. */
    TableReading of(TableReading reading) {
        PlannedTable table = reading.table();
        if (!isWanted(table.name())) {
            return reading;
        }
        SourceTable source = table.source();
        if (source.keepsDeletedRows()) {
            return reading.proving(
                    reading.records(),
                    proving(reading, Optional.empty(), "with 'deletes: none' rows that the source deletes stay here"));
        }
        Buckets buckets = Buckets.forRows(rows(table.table().entry().into()));
        String query = DigestQuery.shipping(table.shape(), "r", buckets, ServerText.of(session))
                .over("(" + table.rows(Window.allRows(source)) + ") as r");
        List<Records> records = new ArrayList<>(reading.records());
        records.add(new QueryRecords(session, table.name(), Content.DIGESTS, query, false));
        return reading.proving(records, proving(reading, Optional.of(buckets.count()), ""));
    }

    private static Proving proving(TableReading reading, Optional<Integer> buckets, String undigested) {
        return new Proving(buckets, undigested, true, reading.proving().repair());
    }

    private boolean isWanted(TableName table) {
        return isAsked(request, table)
                || Optional.ofNullable(since.get(table))
                        .map(link.verify(table)::isDue)
                        .orElse(link.verify(table) != Verify.NEVER);
    }

    private long rows(TableName into) {
        long oid = session.one(
                "select coalesce(to_regclass(?)::oid::bigint, 0) as oid", row -> row.number("oid"), into.toString());
        return EstimatedRows.of(session, List.of(oid)).getOrDefault(oid, 0L);
    }
}
