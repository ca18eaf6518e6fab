package org.rowferry.apply;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.ForeignKey;
import org.rowferry.postgres.Conflict;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Journal;
import org.rowferry.report.Progress;

/**
 * Writes tables that foreign keys connect, each group of them in one statement.
 *
 * <p>No order of statements fits. If a child moves from a deleted parent to a new parent, its UPDATE must run after the
 * INSERT of the new parent and before the DELETE of the old one. Tables that reference each other, or themselves, have
 * no valid order at all. An insert before a delete would violate the target's own unique keys. The server checks
 * foreign keys when a statement ends, so one statement does everything.
 */
final class CombinedWrite {
    private static final long MANY = 100_000;

    private final Session session;
    private final Set<ForeignKey> foreignKeys;
    private final Journal journal;
    private List<Long> order = List.of();

    CombinedWrite(Session session, Set<ForeignKey> foreignKeys, Journal journal) {
        this.session = session;
        this.foreignKeys = foreignKeys;
        this.journal = journal;
    }

    /** Writes the tables, parents first where that is an order, and returns the rows that were written to each. */
    Map<Long, Written> write(List<TablePlan> plans) {
        order = plans.stream().map(TablePlan::oid).toList();
        Map<Long, Written> written = new HashMap<>();
        groups(plans).forEach(group -> {
            announce(group);
            written.putAll(writeInSomeWay(group));
        });
        return written;
    }

    /** Returns the tables in groups, each with all that foreign keys connect, directly or not. */
    List<List<TablePlan>> groups(List<TablePlan> plans) {
        List<List<TablePlan>> groups = new ArrayList<>();
        Set<TablePlan> waiting = new LinkedHashSet<>(plans);
        while (!waiting.isEmpty()) {
            groups.add(group(waiting.iterator().next(), waiting));
        }
        return groups;
    }

    private void announce(List<TablePlan> group) {
        journal.moved(
                Progress.begun(Progress.Phase.WRITE, group.get(0).table().name().toString()));
        long waiting = group.stream().mapToLong(TablePlan::waiting).sum();
        if (waiting >= MANY) {
            journal.say(
                    group.stream().map(plan -> plan.table().name().toString()).collect(Collectors.joining(", "))
                            + String.format(Locale.ROOT, ": %,d keys and rows are here, and are compared", waiting));
        }
    }

    /**
     * Values of a unique index that change places between rows are seen as there twice in the middle of an update. Then
     * all is taken back, and the rows of that table that differ are deleted and inserted again.
     */
    private Map<Long, Written> writeInSomeWay(List<TablePlan> group) {
        try {
            return session.savepoint(() -> writeOnce(group));
        } catch (Failure failure) {
            TablePlan plan = Conflict.in(failure)
                    .flatMap(conflict -> owner(group, conflict))
                    .filter(owner -> owner.update().isPresent())
                    .orElseThrow(() -> failure);
            if (plan.isInPlace()) {
                return writeInSomeWay(instead(group, plan, plan.merging()));
            }
            if (!plan.canBeRewritten()) {
                throw new SwapAdvice(session).on(failure, plan.table());
            }
            journal.say(plan.table().name() + ": values change places, so the rows that differ are written anew");
            return writeInSomeWay(instead(group, plan, plan.rewriting()));
        }
    }

    private static List<TablePlan> instead(List<TablePlan> group, TablePlan old, TablePlan plan) {
        return group.stream()
                .map(other -> other.oid() == old.oid() ? plan : other)
                .toList();
    }

    private Optional<TablePlan> owner(List<TablePlan> group, Conflict conflict) {
        Catalog catalog = new Catalog(session);
        return group.stream()
                .filter(plan -> catalog.isPartOf(conflict.table(), plan.oid()))
                .findFirst();
    }

    /** Takes a table and all that depend on it, directly or not, from those that wait. */
    private List<TablePlan> group(TablePlan first, Set<TablePlan> waiting) {
        List<TablePlan> group = new ArrayList<>();
        waiting.remove(first);
        group.add(first);
        for (int i = 0; i < group.size(); i++) {
            TablePlan next = group.get(i);
            List<TablePlan> tied =
                    waiting.stream().filter(other -> areTied(next, other)).toList();
            waiting.removeAll(tied);
            group.addAll(tied);
        }
        return group;
    }

    private boolean areTied(TablePlan one, TablePlan other) {
        return foreignKeys.stream()
                .anyMatch(key -> (key.child() == one.oid() && key.parent() == other.oid())
                        || (key.child() == other.oid() && key.parent() == one.oid()));
    }

    /**
     * A table that others refer to is written by one statement too: a value of it that they refer to may go with one row
     * and come with another.
     */
    private Map<Long, Written> writeOnce(List<TablePlan> group) {
        TablePlan first = group.get(0);
        if (group.stream().anyMatch(plan -> !plan.access().hasRightsOf(first.access()))) {
            return writeApart(group);
        }
        if (group.size() > 1
                || first.isRewritten()
                || !first.table().references().isEmpty()) {
            return Statement.of(group, EnumSet.allOf(Part.class)).run(group);
        }
        long deleted = run(first, first.deletion());
        Written written = first.upsert()
                .map(statement -> first.access()
                        .onlyRow(
                                statement,
                                "updated bigint, inserted bigint",
                                row -> new Written(deleted, row.number("updated"), row.number("inserted"))))
                .orElseGet(() -> new Written(deleted, run(first, first.update()), run(first, first.insertion())));
        return Map.of(first.oid(), written);
    }

    private static long run(TablePlan plan, Optional<String> statement) {
        return statement.map(plan.access()::update).orElse(0L);
    }

    /**
     * No role has the rights of two owners, so each table has a statement of its own. Rows that go make room for unique
     * values, so they go first; where rows that stay refer to them until they are updated, they go last.
     */
    private Map<Long, Written> writeApart(List<TablePlan> group) {
        List<TablePlan> parentsFirst = group.stream()
                .sorted(Comparator.comparing(plan -> order.indexOf(plan.oid())))
                .toList();
        List<TablePlan> childrenFirst = new ArrayList<>(parentsFirst);
        Collections.reverse(childrenFirst);
        try {
            return session.savepoint(() -> writeApart(childrenFirst, parentsFirst, List.of()));
        } catch (Failure failure) {
            if (!Conflict.isOfAForeignKey(failure)) {
                throw failure;
            }
            return hinted(group, () -> writeApart(List.of(), parentsFirst, childrenFirst));
        }
    }

    private static Map<Long, Written> writeApart(
            List<TablePlan> deletedFirst, List<TablePlan> written, List<TablePlan> deletedLast) {
        Map<Long, Written> all = new HashMap<>();
        deletedFirst.forEach(plan -> writeAlone(plan, EnumSet.of(Part.DELETION), all));
        written.forEach(plan -> writeAlone(plan, EnumSet.of(Part.CHANGES, Part.INSERTION), all));
        deletedLast.forEach(plan -> writeAlone(plan, EnumSet.of(Part.DELETION), all));
        return all;
    }

    private static void writeAlone(TablePlan plan, Set<Part> parts, Map<Long, Written> all) {
        List<TablePlan> alone = List.of(plan);
        Statement.of(alone, parts).run(alone).forEach((oid, written) -> all.merge(oid, written, Written::plus));
    }

    /** A foreign key that waits for the end of the transaction lets tables be written one after the other. */
    private <T> T hinted(List<TablePlan> group, Supplier<T> work) {
        try {
            return work.get();
        } catch (Failure failure) {
            String statements = foreignKeys.stream()
                    .flatMap(key -> group.stream()
                            .filter(child -> child.oid() == key.child())
                            .map(child -> "alter table " + child.table().name() + " alter constraint " + key.name()
                                    + " deferrable;"))
                    .collect(Collectors.joining(" "));
            throw failure.hint("The tables belong to several owners, so they are written one after the other. Let their"
                    + " foreign keys wait for all of them: " + statements);
        }
    }

    /** The parts of the work on a table; one statement does one or more. */
    enum Part {
        DELETION,
        CHANGES,
        INSERTION
    }

    /** One statement that is made of many. */
    static final class Statement {
        private final Set<String> names = new LinkedHashSet<>();
        private final List<String> parts = new ArrayList<>();
        private String afterSettled = "";

        /**
         * Makes the statement that does some of the work on the tables of a group. Each part waits for the count of those
         * before it, so that a unique key is free before another row takes it.
         */
        static Statement of(List<TablePlan> group, Set<Part> parts) {
            Statement statement = new Statement();
            if (parts.contains(Part.DELETION)) {
                group.forEach(plan -> statement.add("deleted", plan, plan.deletion()));
            }
            if (parts.contains(Part.CHANGES)) {
                group.forEach(plan -> statement.add(
                        "taken_out", plan, plan.takeOut(), plan.sql().takenOut()));
                statement.settle();
                group.forEach(plan -> statement.add("updated", plan, plan.update()));
                group.forEach(plan -> statement.add("updated", plan, plan.putBack(name("taken_out", plan))));
                statement.settle();
            }
            if (parts.contains(Part.INSERTION)) {
                group.forEach(plan -> statement.add("inserted", plan, plan.insertion()));
            }
            return statement;
        }

        private void add(String what, TablePlan table, Optional<String> part) {
            add(what, table, part, "1");
        }

        private void add(String what, TablePlan table, Optional<String> part, String returning) {
            if (part.isPresent()) {
                String name = name(what, table);
                names.add(name);
                parts.add(name + " as (" + part.get() + afterSettled + " returning " + returning + ")");
            }
        }

        /** Has the parts that come from now on wait for those that came so far. */
        private void settle() {
            if (!names.isEmpty()) {
                String name = "settled_" + parts.size();
                parts.add(name + " as materialized (select "
                        + String.join(
                                " + ", names.stream().map(Statement::count).toList()) + " as rows)");
                afterSettled = " and (select rows from " + name + ") >= 0";
            }
        }

        Map<Long, Written> run(List<TablePlan> group) {
            if (parts.isEmpty()) {
                return Map.of();
            }
            String columns = String.join(" bigint, ", names) + " bigint";
            return group.get(0)
                    .access()
                    .onlyRow(
                            text(),
                            columns,
                            row -> group.stream()
                                    .collect(Collectors.toMap(TablePlan::oid, plan -> written(plan, row))));
        }

        String text() {
            return "with " + String.join(", ", parts) + " select "
                    + String.join(
                            ", ",
                            names.stream()
                                    .map(name -> count(name) + " as " + name)
                                    .toList());
        }

        private Written written(TablePlan table, Row row) {
            return new Written(
                    number("deleted", table, row), number("updated", table, row), number("inserted", table, row));
        }

        private long number(String what, TablePlan table, Row row) {
            String name = name(what, table);
            return names.contains(name) ? row.number(name) : 0;
        }

        private static String name(String what, TablePlan table) {
            return what + "_" + table.oid();
        }

        private static String count(String name) {
            return "(select count(*) from " + name + ")";
        }
    }
}
