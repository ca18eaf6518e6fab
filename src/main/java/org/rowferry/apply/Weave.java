package org.rowferry.apply;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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

    Weave(Session session, Set<ForeignKey> foreignKeys, Journal journal) {
        this.session = session;
        this.foreignKeys = foreignKeys;
        this.journal = journal;
    }

    void write(List<TableApply> tables) {
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
        if (knot.size() > 1
                || first.isRewritten()
                || !first.table().references().isEmpty()) {
            writeTogether(knot);
        } else {
            first.wrote(new Written(run(first.deletion()), run(first.update()), run(first.insertion())));
        }
    }

    private long run(Optional<String> statement) {
        return statement.map(session::update).orElse(0L);
    }

    /**
     * All statements are parts of one. Each part waits for the count of those before it, so that a unique key is free
     * before another row takes it.
     */
    private void writeTogether(List<TableApply> knot) {
        Statement statement = new Statement();
        knot.forEach(table -> statement.add("deleted", table, table.deletion()));
        knot.forEach(table ->
                statement.add("taken_out", table, table.takeOut(), table.merge().takenOut()));
        statement.settle();
        knot.forEach(table -> statement.add("updated", table, table.update()));
        knot.forEach(table -> statement.add("updated", table, table.putBack(Statement.name("taken_out", table))));
        statement.settle();
        knot.forEach(table -> statement.add("inserted", table, table.insertion()));
        session.first(statement.text(), row -> {
            knot.forEach(table -> table.wrote(statement.written(table, row)));
            return true;
        });
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

        String text() {
            return "with " + String.join(", ", parts) + " select "
                    + String.join(
                            ", ",
                            names.stream()
                                    .map(name -> count(name) + " as " + name)
                                    .toList());
        }

        Written written(TableApply table, Row row) {
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
