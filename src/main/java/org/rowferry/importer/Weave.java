package org.rowferry.importer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rowferry.postgres.ForeignKey;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;

/**
 * Writes tables that foreign keys tie together, each knot of them in one statement.
 *
 * <p>No order of statements would do. A child that goes over from a parent that goes to one that comes must be updated
 * after the one insert and before the other delete; among tables that refer to each other, or to themselves, not even
 * that is an order; and an insert before a delete would break unique keys of the target's own. The server checks foreign
 * keys when a statement ends, so one statement does all of it.
 */
final class Weave {
    private final Session session;
    private final Set<ForeignKey> foreignKeys;

    Weave(Session session, Set<ForeignKey> foreignKeys) {
        this.session = session;
        this.foreignKeys = foreignKeys;
    }

    void write(List<TableApply> tables) {
        tables.forEach(TableApply::analyze);
        Set<TableApply> waiting = new LinkedHashSet<>(tables);
        for (TableApply table : tables) {
            if (waiting.contains(table)) {
                List<TableApply> knot = knot(table, waiting);
                if (knot.size() == 1 && !refersToItself(table)) {
                    writeAlone(table);
                } else {
                    writeTogether(knot);
                }
            }
        }
    }

    /** Takes a table and all that hang on it, directly or not, from those that wait. */
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

    private boolean refersToItself(TableApply table) {
        return foreignKeys.stream().anyMatch(key -> key.child() == oid(table) && key.parent() == oid(table));
    }

    private static long oid(TableApply table) {
        return table.table().relation().oid();
    }

    private void writeAlone(TableApply table) {
        table.wrote(new Result.Written(run(table.deletion()), run(table.update()), run(table.insertion())));
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
        statement.settle();
        knot.forEach(table -> statement.add("updated", table, table.update()));
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
            if (part.isPresent()) {
                String name = name(what, table);
                names.add(name);
                parts.add(name + " as (" + part.get() + afterSettled + " returning 1)");
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

        Result.Written written(TableApply table, Row row) {
            return new Result.Written(
                    number("deleted", table, row), number("updated", table, row), number("inserted", table, row));
        }

        private long number(String what, TableApply table, Row row) {
            String name = name(what, table);
            return names.contains(name) ? row.number(name) : 0;
        }

        private static String name(String what, TableApply table) {
            return what + "_" + oid(table);
        }

        private static String count(String name) {
            return "(select count(*) from " + name + ")";
        }
    }
}
