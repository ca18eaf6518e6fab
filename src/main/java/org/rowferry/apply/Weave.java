package org.rowferry.apply;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
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

/**
 * Writes tables that foreign keys connect, each group of them in one statement.
 *
 * <p>No order of statements fits. If a child moves from a deleted parent to a new parent, its UPDATE must run after the
 * INSERT of the new parent and before the DELETE of the old one. Tables that reference each other, or themselves, have
 * no valid order at all. An insert before a delete would violate the target's own unique keys. The server checks
 * foreign keys when a statement ends, so one statement does everything.
 */
final class Weave {
    private static final long MANY = 100_000;

    private final Session session;
    private final Set<ForeignKey> foreignKeys;
    private final Journal journal;
    private List<TableApply> order = List.of();

    Weave(Session session, Set<ForeignKey> foreignKeys, Journal journal) {
        this.session = session;
        this.foreignKeys = foreignKeys;
        this.journal = journal;
    }

    /** Writes tables, parents first where that is an order. */
    void write(List<TableApply> tables) {
        order = List.copyOf(tables);
        Set<TableApply> waiting = new LinkedHashSet<>(tables);
        for (TableApply table : tables) {
            if (waiting.contains(table)) {
                List<TableApply> knot = knot(table, waiting);
                announce(knot);
                writeInSomeWay(knot);
            }
        }
    }

    private void announce(List<TableApply> knot) {
        long pending = knot.stream().mapToLong(TableApply::pending).sum();
        if (pending >= MANY) {
            journal.say(
                    knot.stream().map(table -> table.table().name().toString()).collect(Collectors.joining(", "))
                            + String.format(Locale.ROOT, ": %,d keys and rows are here, and are compared", pending));
        }
    }

    /**
     * Values of a unique index that change places between rows are seen as there twice in the middle of an update. Then
     * all is taken back, and the rows of that table that differ are deleted and inserted again.
     */
    private void writeInSomeWay(List<TableApply> knot) {
        try {
            session.savepoint(() -> {
                writeOnce(knot);
                return true;
            });
        } catch (Failure failure) {
            TableApply table = Conflict.in(failure)
                    .flatMap(conflict -> owner(knot, conflict))
                    .filter(owner -> owner.update().isPresent())
                    .orElseThrow(() -> failure);
            if (!table.canBeRewritten()) {
                throw new SwapAdvice(session).on(failure, table.table());
            }
            journal.say(table.table().name() + ": values change places, so the rows that differ are written anew");
            table.rewrite();
            writeInSomeWay(knot);
        }
    }

    private Optional<TableApply> owner(List<TableApply> knot, Conflict conflict) {
        Catalog catalog = new Catalog(session);
        return knot.stream()
                .filter(table -> catalog.isPartOf(conflict.table(), oid(table)))
                .findFirst();
    }

    /** Takes a table and all that depend on it, directly or not, from those that wait. */
    private List<TableApply> knot(TableApply first, Set<TableApply> waiting) {
        List<TableApply> knot = new ArrayList<>();
        waiting.remove(first);
        knot.add(first);
        for (int i = 0; i < knot.size(); i++) {
            TableApply next = knot.get(i);
            List<TableApply> tied =
                    waiting.stream().filter(other -> areTied(next, other)).toList();
            waiting.removeAll(tied);
            knot.addAll(tied);
        }
        return knot;
    }

    private boolean areTied(TableApply one, TableApply other) {
        return foreignKeys.stream()
                .anyMatch(key -> (key.child() == oid(one) && key.parent() == oid(other))
                        || (key.child() == oid(other) && key.parent() == oid(one)));
    }

    private static long oid(TableApply table) {
        return table.table().relation().oid();
    }

    /**
     * A table that others refer to is written by one statement too: a value of it that they refer to may go with one row
     * and come with another.
     */
    private void writeOnce(List<TableApply> knot) {
        TableApply first = knot.get(0);
        if (knot.stream().anyMatch(table -> !table.access().hasRightsOf(first.access()))) {
            writeApart(knot);
        } else if (knot.size() > 1
                || first.isRewritten()
                || !first.table().references().isEmpty()) {
            told(writeTogether(knot, EnumSet.allOf(Part.class)));
        } else {
            first.wrote(new Written(
                    run(first, first.deletion()), run(first, first.update()), run(first, first.insertion())));
        }
    }

    private static long run(TableApply table, Optional<String> statement) {
        return statement.map(table.access()::update).orElse(0L);
    }

    /** Tables hear what was written once it is not taken back any more. */
    private static void told(Map<TableApply, Written> written) {
        written.forEach(TableApply::wrote);
    }

    /**
     * No role has the rights of two owners, so each table has a statement of its own. Rows that go make room for unique
     * values, so they go first; where rows that stay refer to them until they are updated, they go last.
     */
    private void writeApart(List<TableApply> knot) {
        List<TableApply> parentsFirst = order.stream().filter(knot::contains).toList();
        List<TableApply> childrenFirst = new ArrayList<>(parentsFirst);
        Collections.reverse(childrenFirst);
        try {
            told(session.savepoint(() -> writeApart(childrenFirst, parentsFirst, List.of())));
        } catch (Failure failure) {
            if (!Conflict.isOfAForeignKey(failure)) {
                throw failure;
            }
            told(hinted(knot, () -> writeApart(List.of(), parentsFirst, childrenFirst)));
        }
    }

    private static Map<TableApply, Written> writeApart(
            List<TableApply> deletedFirst, List<TableApply> written, List<TableApply> deletedLast) {
        Map<TableApply, Written> all = new LinkedHashMap<>();
        deletedFirst.forEach(table -> writeAlone(table, EnumSet.of(Part.DELETION), all));
        written.forEach(table -> writeAlone(table, EnumSet.of(Part.CHANGES, Part.INSERTION), all));
        deletedLast.forEach(table -> writeAlone(table, EnumSet.of(Part.DELETION), all));
        return all;
    }

    private static void writeAlone(TableApply table, Set<Part> what, Map<TableApply, Written> all) {
        writeTogether(List.of(table), what).forEach((one, written) -> all.merge(one, written, Written::plus));
    }

    /** A foreign key that waits for the end of the transaction lets tables be written one after the other. */
    private <T> T hinted(List<TableApply> knot, Supplier<T> work) {
        try {
            return work.get();
        } catch (Failure failure) {
            String statements = foreignKeys.stream()
                    .flatMap(key -> knot.stream()
                            .filter(child -> oid(child) == key.child())
                            .map(child -> "alter table " + child.table().name() + " alter constraint " + key.name()
                                    + " deferrable;"))
                    .collect(Collectors.joining(" "));
            throw failure.hint("The tables belong to several owners, so they are written one after the other. Let their"
                    + " foreign keys wait for all of them: " + statements);
        }
    }

    /** The parts of the work on a table; one statement does one or more. */
    private enum Part {
        DELETION,
        CHANGES,
        INSERTION
    }

    /**
     * All statements are parts of one. Each part waits for the count of those before it, so that a unique key is free
     * before another row takes it.
     */
    private static Map<TableApply, Written> writeTogether(List<TableApply> knot, Set<Part> what) {
        Statement statement = new Statement();
        if (what.contains(Part.DELETION)) {
            knot.forEach(table -> statement.add("deleted", table, table.deletion()));
        }
        if (what.contains(Part.CHANGES)) {
            knot.forEach(table -> statement.add(
                    "taken_out", table, table.takeOut(), table.merge().takenOut()));
            statement.settle();
            knot.forEach(table -> statement.add("updated", table, table.update()));
            knot.forEach(table -> statement.add("updated", table, table.putBack(Statement.name("taken_out", table))));
            statement.settle();
        }
        if (what.contains(Part.INSERTION)) {
            knot.forEach(table -> statement.add("inserted", table, table.insertion()));
        }
        return statement.run(knot);
    }

    /** One statement that is made of many. */
    private static final class Statement {
        private final Set<String> names = new LinkedHashSet<>();
        private final List<String> parts = new ArrayList<>();
        private String afterSettled = "";

        void add(String what, TableApply table, Optional<String> part) {
            add(what, table, part, "1");
        }

        void add(String what, TableApply table, Optional<String> part, String returning) {
            if (part.isPresent()) {
                String name = name(what, table);
                names.add(name);
                parts.add(name + " as (" + part.get() + afterSettled + " returning " + returning + ")");
            }
        }

        /** Has the parts that come from now on wait for those that came so far. */
        void settle() {
            if (!names.isEmpty()) {
                String name = "settled_" + parts.size();
                parts.add(name + " as materialized (select "
                        + String.join(
                                " + ", names.stream().map(Statement::count).toList()) + " as rows)");
                afterSettled = " and (select rows from " + name + ") >= 0";
            }
        }

        Map<TableApply, Written> run(List<TableApply> knot) {
            if (parts.isEmpty()) {
                return Map.of();
            }
            String columns = String.join(" bigint, ", names) + " bigint";
            return knot.get(0).access().onlyRow(text(), columns, row -> {
                Map<TableApply, Written> written = new LinkedHashMap<>();
                knot.forEach(table -> written.put(table, written(table, row)));
                return written;
            });
        }

        private String text() {
            return "with " + String.join(", ", parts) + " select "
                    + String.join(
                            ", ",
                            names.stream()
                                    .map(name -> count(name) + " as " + name)
                                    .toList());
        }

        private Written written(TableApply table, Row row) {
            return new Written(
                    number("deleted", table, row), number("updated", table, row), number("inserted", table, row));
        }

        private long number(String what, TableApply table, Row row) {
            String name = name(what, table);
            return names.contains(name) ? row.number(name) : 0;
        }

        static String name(String what, TableApply table) {
            return what + "_" + oid(table);
        }

        private static String count(String name) {
            return "(select count(*) from " + name + ")";
        }
    }
}
