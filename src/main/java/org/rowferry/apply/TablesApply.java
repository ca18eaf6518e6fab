package org.rowferry.apply;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rowferry.catalog.ForeignKey;
import org.rowferry.catalog.ForeignKeyOrder;
import org.rowferry.catalog.Relation;
import org.rowferry.postgres.Session;
import org.rowferry.postgres.TableLocks;
import org.rowferry.report.Journal;
import org.rowferry.schema.TableName;

/**
 * Applies what comes for some tables within the transaction that is open.
 *
 * <p>Rows go straight from where they come from into their table where the tables that it refers to are settled; elsewhere they wait
 * in a temporary table until all is read, and are written so that foreign keys that are checked at once hold at the
 * end of every statement.
 */
final class TablesApply {
    private final Session session;
    private final TargetTables targets;
    private final TableSessions sessions;
    private final Journal journal;

    TablesApply(Session session, TargetTables targets, TableSessions sessions, Journal journal) {
        this.session = session;
        this.targets = targets;
        this.sessions = sessions;
        this.journal = journal;
    }

    /**
     * Applies the tables that are due, and returns what was done to each.
     *
     * @param tables those that are due, which are locked
     * @param records those of the tables that are due, and maybe of others
     */
    DeliveryOutcome apply(List<TargetTable> tables, Iterator<Records> records) {
        TargetTriggers triggers = TargetTriggers.disable(session, sessions, tables);
        Set<ForeignKey> foreignKeys = targets.foreignKeys(tables);
        Map<Long, TableApply> applies = applies(tables);
        read(records, applies, foreignKeys);
        journal.step("file read");
        finish(ordered(applies, foreignKeys), foreignKeys);
        DeliveryOutcome outcome = checked(applies.values());
        // Once more, since counting rows runs code too; and before the triggers that are put off may fire again.
        new PutOffCode(session).refuse(sessions);
        triggers.restore();
        return outcome;
    }

    /** The first table whose rows are missing is the outcome. */
    private static DeliveryOutcome checked(Collection<TableApply> applies) {
        List<AppliedTable> tables = new ArrayList<>();
        for (TableApply apply : applies) {
            DeliveryOutcome outcome = apply.check();
            if (!(outcome instanceof DeliveryOutcome.Applied applied)) {
                return outcome;
            }
            tables.addAll(applied.tables());
        }
        return new DeliveryOutcome.Applied(tables);
    }

    /**
     * One writer at a time: readers go on reading, and no one else changes what is being compared. In the order of their
     * names, so that two imports never wait for each other in a circle.
     */
    void lock(List<TableDelivery> deliveries) {
        List<Relation> relations = targets.requireAll(deliveries);
        List<TableName> tables = relations.stream().map(Relation::name).sorted().toList();
        new TableLocks(session).take(tables, TableLocks.Mode.SHARE_ROW_EXCLUSIVE);
        sessions.prepare(relations.stream().map(Relation::oid).toList());
        session.execute("set constraints all deferred");
        journal.step("tables locked");
    }

    private Map<Long, TableApply> applies(List<TargetTable> tables) {
        Staging staging = new Staging(session);
        Map<Long, TableApply> applies = new LinkedHashMap<>();
        for (TargetTable table : tables) {
            TableSession access =
                    sessions.of(table.relation().oid(), table.entry().asOwner());
            applies.put(table.relation().oid(), new TableApply(access, staging, table, way(table, access)));
        }
        return applies;
    }

    private static TableApply.Way way(TargetTable table, TableSession access) {
        if (table.isFull()) {
            boolean empty = access.onlyRow(
                    "select not exists (select from " + table.name() + " as t where true" + table.ofTheFeed("t")
                            + ") as empty",
                    "empty boolean",
                    row -> row.flag("empty"));
            if (empty) {
                return TableApply.Way.COPY;
            }
            return table.isWithoutKey() ? TableApply.Way.REPLACE : TableApply.Way.MERGE;
        }
        return table.mustMerge() ? TableApply.Way.MERGE : TableApply.Way.REPLACE;
    }

    private static void read(Iterator<Records> records, Map<Long, TableApply> applies, Set<ForeignKey> foreignKeys) {
        Map<TableName, TableApply> byName = new LinkedHashMap<>();
        applies.values().forEach(apply -> byName.put(apply.table().delivery().name(), apply));
        while (records.hasNext()) {
            Records next = records.next();
            TableApply apply = byName.get(next.table());
            if (apply != null) {
                apply.take(next, apply.canBeDirect() && parentsAreSettled(apply, applies, foreignKeys));
            }
        }
    }

    private static boolean parentsAreSettled(
            TableApply child, Map<Long, TableApply> applies, Set<ForeignKey> foreignKeys) {
        long oid = child.table().relation().oid();
        return foreignKeys.stream()
                .filter(key -> key.child() == oid && key.parent() != oid)
                .map(key -> Optional.ofNullable(applies.get(key.parent())))
                .flatMap(Optional::stream)
                .allMatch(TableApply::isSettled);
    }

    private static List<TableApply> ordered(Map<Long, TableApply> applies, Set<ForeignKey> foreignKeys) {
        Collection<TableApply> all = applies.values();
        List<Relation> relations =
                all.stream().map(apply -> apply.table().relation()).toList();
        return new ForeignKeyOrder(foreignKeys)
                .parentsFirst(relations).stream()
                        .map(relation -> applies.get(relation.oid()))
                        .toList();
    }

    /**
     * Tables that are replaced are referred to by none, so their rows can go before all others and come after them. The
     * effects of foreign keys are checked after those deletes, and before any referenced row is deleted.
     */
    private void finish(List<TableApply> parentsFirst, Set<ForeignKey> foreignKeys) {
        parentsFirst.forEach(TableApply::convert);
        parentsFirst.forEach(TableApply::clear);
        journal.step("rows deleted");
        List<TableApply> pending =
                parentsFirst.stream().filter(TableApply::isPending).toList();
        pending.forEach(TableApply::analyze);
        pending.forEach(TableApply::rewriteIfIdentitiesDiffer);
        new ForeignKeyActions(session, sessions, new Staging(session), parentsFirst).look(pending);
        new Weave(session, foreignKeys, journal).write(pending);
        parentsFirst.forEach(TableApply::write);
        parentsFirst.forEach(TableApply::empty);
        new PutOffCode(session).refuse(sessions);
        // Here and not at the commit, which a rehearsal never comes to.
        session.untrusted().execute("set constraints all immediate");
        session.settle();
        journal.step("rows written");
    }
}
