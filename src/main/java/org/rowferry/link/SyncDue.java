package org.rowferry.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rowferry.apply.Records;
import org.rowferry.apply.Standing;
import org.rowferry.apply.TableDelivery.Proving;
import org.rowferry.capture.CapturedTable;
import org.rowferry.capture.KeyCheck;
import org.rowferry.capture.Watch;
import org.rowferry.capture.WatchedTable;
import org.rowferry.capture.Window;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.Relation;
import org.rowferry.link.LinkTracking.LinkMemory;
import org.rowferry.postgres.Session;
import org.rowferry.proof.Buckets;
import org.rowferry.proof.DigestQuery;
import org.rowferry.proof.ServerText;
import org.rowferry.schema.BucketNumbers;
import org.rowferry.schema.Content;
import org.rowferry.schema.Point;

/** Decides for each table of a link whether it is read whole or its changes, and why, at one snapshot of the source. */
final class SyncDue {
    private final Session session;
    private final Point to;
    private final SyncFitness fitness;

    SyncDue(Session session, Point to, SyncFitness fitness) {
        this.session = session;
        this.to = to;
        this.fitness = fitness;
    }

    /**
     * The rows to read of one table.
     *
     * @param full why it is read whole; empty where its changes are
     * @param from where those begin
     * @param records queries that have not run yet
     * @param noted what is to be compared with the next time
     * @param proving the buckets that are repaired, and the digests that come last of the records
     */
    record TableReading(
            PlannedTable table,
            Optional<String> full,
            Optional<Point> from,
            List<Records> records,
            LinkMemory noted,
            Proving proving) {
        TableReading {
            records = List.copyOf(records);
        }

        /** Makes one that proves nothing. */
        TableReading(
                PlannedTable table,
                Optional<String> full,
                Optional<Point> from,
                List<Records> records,
                LinkMemory noted) {
            this(table, full, from, records, noted, Proving.NONE);
        }

        /** Returns the same with other records, which prove something. */
        TableReading proving(List<Records> more, Proving proof) {
            return new TableReading(table, full, from, more, noted, proof);
        }

        private TableReading repairing(Optional<BucketNumbers> buckets) {
            return proving(records, new Proving(Optional.empty(), "", false, buckets));
        }
    }

    /** Returns what is to be read of a table, of which these things were noted when it was read last. */
    TableReading of(PlannedTable table, Optional<LinkMemory> noted, Optional<Standing> standing) {
        Optional<Point> from = standing.map(Standing::point);
        Optional<String> full = fitness.unfit(table, noted, standing, target(table, standing));
        return table.source() instanceof WatchedTable watched
                ? watched(table, watched, full, noted, from)
                : captured(table, (CapturedTable) table.source(), full, from);
    }

    /** Returns the target's table, where it may have a column by now that was left out so far. */
    private Optional<Relation> target(PlannedTable table, Optional<Standing> standing) {
        return standing.filter(before -> !before.ignored().isEmpty())
                .flatMap(before ->
                        new Catalog(session).find(table.table().entry().into()));
    }

    private TableReading watched(
            PlannedTable table,
            WatchedTable watched,
            Optional<String> full,
            Optional<LinkMemory> noted,
            Optional<Point> from) {
        Watch watch = new Watch(session, table.shipped(), watched);
        Optional<String> digest =
                table.hasKey() ? Optional.empty() : Optional.of(watch.now().rows());
        LinkMemory now = new LinkMemory(watch.mark(), table.words().text(), table.labels(), List.of(), digest);
        if (full.isEmpty() && table.hasWatermark()) {
            Optional<BucketNumbers> repair = repair(table);
            String changed = watch.changedSince(noted.orElseThrow().mark())
                    + repair.map(buckets -> " or (" + lies(table, "b", buckets) + ")")
                            .orElse("");
            List<Records> records = new ArrayList<>();
            records.add(query(table, Content.IDS, table.keys(changed)));
            if (table.bringsAllKeys()) {
                records.add(query(table, Content.KEYS, table.keys(table.rows(watch.all()))));
            }
            records.add(query(table, Content.ROWS, table.rows(changed)));
            return new TableReading(table, full, from, records, now).repairing(repair);
        }
        // Equal rows are left alone where a key tells them; without one, all of them would be written again.
        if (full.isEmpty()
                && repair(table).isEmpty()
                && digest.isPresent()
                && digest.equals(noted.flatMap(LinkMemory::digest))) {
            return new TableReading(table, full, from, List.of(), now);
        }
        String reason = full.orElse("nothing tells which rows changed");
        return new TableReading(
                table, Optional.of(reason), from, List.of(query(table, Content.ROWS, table.rows(watch.all()))), now);
    }

    private TableReading captured(
            PlannedTable table, CapturedTable captured, Optional<String> full, Optional<Point> from) {
        LinkMemory now = new LinkMemory(
                Optional.empty(), table.words().text(), table.labels(), table.attributes(), Optional.empty());
        Optional<String> reason =
                full.or(() -> SyncFitness.purged(table, from.orElseThrow().snapshot(), to.snapshot()));
        if (reason.isPresent()) {
            return whole(table, captured, reason.get(), from, now);
        }
        Window window = new Window(session, captured, from.orElseThrow().snapshot()).look();
        Optional<String> unnamed = window.whyFull();
        if (unnamed.isPresent()) {
            return whole(table, captured, unnamed.get(), from, now);
        }
        Optional<BucketNumbers> repair = repair(table);
        if (repair.isPresent()) {
            window = window.with(session, captured, alias -> lies(table, alias, repair.get()));
        }
        window.checkKeys();
        return new TableReading(
                        table,
                        Optional.empty(),
                        from,
                        List.of(
                                query(table, Content.IDS, window.keys()),
                                new QueryRecords(
                                        session,
                                        table.name(),
                                        Content.ROWS,
                                        table.rows(window.rows()),
                                        isJoinedThere(window.rows()))),
                        now)
                .repairing(repair);
    }

    private Optional<BucketNumbers> repair(PlannedTable table) {
        return Optional.ofNullable(fitness.request().repair().get(table.name()));
    }

    /** Returns the condition that a row of the foreign table lies in one of some buckets. */
    private String lies(PlannedTable table, String alias, BucketNumbers buckets) {
        return DigestQuery.shipping(table.shape(), alias, new Buckets(buckets.buckets()), ServerText.of(session))
                .bucketIn(buckets);
    }

    private TableReading whole(
            PlannedTable table, CapturedTable captured, String reason, Optional<Point> from, LinkMemory now) {
        new KeyCheck(session, captured).ofAllRows();
        return new TableReading(
                table,
                Optional.of(reason),
                from,
                List.of(query(table, Content.ROWS, table.rows(Window.allRows(captured)))),
                now);
    }

    /**
     * Returns whether the source can be asked for a join in one piece. Turned off here, and not sendable, a join would be
     * done here all the same, or sent without its condition.
     */
    private boolean isJoinedThere(String rows) {
        return RemoteJoin.run(
                session,
                () -> session.query("explain (costs off) " + rows, row -> row.text("QUERY PLAN")).stream()
                        .noneMatch(line -> line.contains("Filter: ") || line.matches(".*(Nested Loop|Hash|Merge).*")));
    }

    private Records query(PlannedTable table, Content content, String query) {
        return new QueryRecords(session, table.name(), content, query, false);
    }
}
