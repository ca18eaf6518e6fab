package org.rowferry.apply;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.rowferry.catalog.ForeignKey;
import org.rowferry.catalog.ForeignKeyOrder;
import org.rowferry.catalog.Relation;
import org.rowferry.catalog.RelationHead;
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
    private final Staging staging;
    private final DigestCheck digests;
    private final Journal journal;
    private final long indexesAfterRows;

    /** @param indexesAfterRows an empty table that at least so many rows arrive for gets its indexes after them */
    TablesApply(
            Session session,
            TargetTables targets,
            TableSessions sessions,
            DigestCheck digests,
            Journal journal,
            long indexesAfterRows) {
        this.session = session;
        this.indexesAfterRows = indexesAfterRows;
        this.digests = digests;
        this.targets = targets;
        this.sessions = sessions;
        this.staging = new Staging(session);
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
        SharedKeys shared = new SharedKeys(tables);
        Map<Long, Intake> intakes = intakes(tables, shared, foreignKeys);
        LateIndexes late = new LateIndexes(session);
        late.drop(intakes.values(), foreignKeys, indexesAfterRows);
        staging.createAll(Stream.concat(
                        shared.creations().stream(),
                        intakes.values().stream().flatMap(intake -> intake.creations().stream()))
                .toList());
        read(records, intakes, foreignKeys);
        journal.step("file read");
        Map<Long, Written> written = write(ordered(intakes, foreignKeys), foreignKeys);
        // When no constraint waits to be checked, since ALTER TABLE refuses a table with events that are pending.
        if (late.create()) {
            journal.step("indexes created");
        }
        DeliveryOutcome outcome = checked(intakes.values(), written);
        // Once more, since counting rows runs code too; and before the triggers that are put off may fire again.
        new PutOffCode(session).refuse(sessions);
        triggers.restore();
        return outcome;
    }

    /** The first table whose rows are missing is the outcome. */
    private static DeliveryOutcome checked(Collection<Intake> intakes, Map<Long, Written> written) {
        List<AppliedTable> tables = new ArrayList<>();
        for (Intake intake : intakes) {
            TargetTable table = intake.table();
            ArrivalCheck check = new ArrivalCheck(
                    table,
                    intake.arrived(),
                    intake.written().plus(written.getOrDefault(table.relation().oid(), Written.NOTHING)));
            check.requireArrival();
            DeliveryOutcome outcome = check.outcome(check.isCounted() ? held(intake) : check.reckoned());
            if (!(outcome instanceof DeliveryOutcome.Applied applied)) {
                return outcome;
            }
            applied.tables()
                    .forEach(done -> tables.add(done.in(intake.took())
                            .repairing(table.delivery().proving().repair())
                            .proven(intake.proof())));
        }
        return new DeliveryOutcome.Applied(tables);
    }

    private static long held(Intake intake) {
        TargetTable table = intake.table();
        return intake.access()
                .onlyRow(
                        "select count(*) as held from " + table.name() + " as t where true" + table.ofTheFeed("t"),
                        "held bigint",
                        row -> row.number("held"));
    }

    /**
     * One writer at a time: readers go on reading, and no one else changes what is being compared. In the order of their
     * names, so that two imports never wait for each other in a circle.
     */
    void lock(List<TableDelivery> deliveries) {
        List<RelationHead> relations = targets.requireAll(deliveries);
        List<TableName> tables =
                relations.stream().map(RelationHead::name).sorted().toList();
        new TableLocks(session).take(tables, TableLocks.Mode.SHARE_ROW_EXCLUSIVE);
        sessions.prepare(relations.stream().map(RelationHead::oid).toList());
        session.execute("set constraints all deferred");
        journal.step("tables locked");
    }

    private Map<Long, Intake> intakes(List<TargetTable> tables, SharedKeys shared, Set<ForeignKey> foreignKeys) {
        Map<Long, Intake> intakes = new LinkedHashMap<>();
        for (TargetTable table : tables) {
            TableSession access =
                    sessions.of(table.relation().oid(), table.entry().asOwner());
            Way way = way(table, access, isTiedToOthers(table, access, tables, foreignKeys));
            intakes.put(table.relation().oid(), new Intake(access, staging, shared, table, way, digests));
        }
        return intakes;
    }

    /** Tables of several owners that foreign keys connect are written one after the other; replaced ones are not among them. */
    private boolean isTiedToOthers(
            TargetTable table, TableSession access, List<TargetTable> tables, Set<ForeignKey> foreignKeys) {
        long oid = table.relation().oid();
        return tables.stream()
                .filter(other -> foreignKeys.stream()
                        .anyMatch(key -> key.child() == oid
                                && key.parent() == other.relation().oid()))
                .map(other -> sessions.of(other.relation().oid(), other.entry().asOwner()))
                .anyMatch(other -> !other.hasRightsOf(access));
    }

    private static Way way(TargetTable table, TableSession access, boolean tied) {
        if (table.isFull()) {
            boolean empty = access.onlyRow(
                    "select not exists (select from " + table.name() + " as t where true" + table.ofTheFeed("t")
                            + ") as empty",
                    "empty boolean",
                    row -> row.flag("empty"));
            if (empty) {
                return Way.COPY;
            }
            return table.isWithoutKey() ? Way.REPLACE : Way.MERGE;
        }
        if (table.mustMerge()) {
            return Way.MERGE;
        }
        return InPlace.suits(table) && !tied ? Way.IN_PLACE : Way.REPLACE;
    }

    private static void read(Iterator<Records> records, Map<Long, Intake> intakes, Set<ForeignKey> foreignKeys) {
        Map<TableName, Intake> byName = new LinkedHashMap<>();
        intakes.values().forEach(intake -> byName.put(intake.table().delivery().name(), intake));
        while (records.hasNext()) {
            Records next = records.next();
            Intake intake = byName.get(next.table());
            if (intake != null) {
                intake.chooseBefore(next.content());
                intake.take(next, intake.canBeDirect() && parentsAreSettled(intake, intakes, foreignKeys));
            }
        }
    }

    private static boolean parentsAreSettled(Intake child, Map<Long, Intake> intakes, Set<ForeignKey> foreignKeys) {
        long oid = child.table().relation().oid();
        return foreignKeys.stream()
                .filter(key -> key.child() == oid && key.parent() != oid)
                .map(key -> Optional.ofNullable(intakes.get(key.parent())))
                .flatMap(Optional::stream)
                .allMatch(Intake::isSettled);
    }

    private static List<Intake> ordered(Map<Long, Intake> intakes, Set<ForeignKey> foreignKeys) {
        Collection<Intake> all = intakes.values();
        List<Relation> relations =
                all.stream().map(intake -> intake.table().relation()).toList();
        return new ForeignKeyOrder(foreignKeys)
                .parentsFirst(relations).stream()
                        .map(relation -> intakes.get(relation.oid()))
                        .toList();
    }

    /**
     * Tables that are replaced are referred to by none, so their rows can go before all others and come after them. The
     * effects of foreign keys are checked after those deletes, and before any referenced row is deleted.
     *
     * @return the rows that were written to each table since its records were here
     */
    private Map<Long, Written> write(List<Intake> parentsFirst, Set<ForeignKey> foreignKeys) {
        parentsFirst.forEach(Intake::convert);
        parentsFirst.forEach(Intake::clear);
        journal.step("rows deleted");
        List<TablePlan> plans = parentsFirst.stream().map(Intake::plan).toList();
        parentsFirst.stream().filter(intake -> intake.plan().isPending()).forEach(Intake::analyze);
        List<TablePlan> pending = plans.stream()
                .filter(TablePlan::isPending)
                .map(TablesApply::settingIdentities)
                .toList();
        List<TablePlan> settled = new ForeignKeyActions(session, sessions, staging, plans).settle(pending);
        Map<Long, Written> written = new HashMap<>(new CombinedWrite(session, foreignKeys, journal).write(settled));
        plans.stream()
                .filter(plan -> plan.way() == Way.REPLACE)
                .forEach(plan -> written.put(plan.oid(), writeBack(plan)));
        plans.forEach(plan -> plan.table().emptying().ifPresent(plan.access()::update));
        new PutOffCode(session).refuse(sessions);
        // Here and not at the commit, which a rehearsal never comes to.
        session.untrusted().execute("set constraints all immediate");
        session.settle();
        journal.step("rows written");
        return written;
    }

    /** Has rows written again where one differs in a column that no update may set. */
    private static TablePlan settingIdentities(TablePlan plan) {
        return plan.identityDiffers()
                .filter(question -> plan.access().onlyRow(question, "differs boolean", row -> row.flag("differs")))
                .map(question -> plan.rewritingIdentities())
                .orElse(plan);
    }

    /** Writes the rows of a table that is replaced, where they did not go straight into it. */
    private static Written writeBack(TablePlan plan) {
        return new Written(0, 0, plan.insertion().map(plan.access()::update).orElse(0L));
    }
}
