package org.rowferry.apply;

import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.rowferry.catalog.KeyIndex;
import org.rowferry.catalog.Relation;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Literal;

/** The constants that an entry sets: the server decides what type they are of, and whether two of them are equal. */
final class FixedColumns {
    private static final Set<String> CLOCK = Set.of("now", "today", "tomorrow", "yesterday");

    private final Session session;
    private final TableSessions sessions;

    FixedColumns(Session session, TableSessions sessions) {
        this.session = session;
        this.sessions = sessions;
    }

    /** Refuses constants for columns that the target lacks, computes itself, or gets from the bundle. */
    void requireColumns(FeedEntry entry, Relation relation, ColumnFit fit) {
        entry.set().forEach((column, text) -> {
            String what = relation.name() + "." + column + ", which its entry sets to " + new Literal(text);
            if (fit.brings(column)) {
                throw new Failure(Family.CONFIGURATION, "the source brings " + what)
                        .hint("Take it out of set:, or rename: the source's column, in ", Mention.IMPORTER_FILE, ".");
            }
            if (relation.column(column).isEmpty()) {
                throw new Failure(Family.TARGET, "the target has no column " + what)
                        .hint("Run on the target: alter table " + relation.name() + " add column " + column + " "
                                + FeedEntry.typeOf(text) + ";")
                        .hint("If such rows exist already, set it there too: update "
                                + relation.name() + " set " + column + " = " + new Literal(text)
                                + others(entry, column) + ";");
            }
        });
    }

    private static String others(FeedEntry entry, Identifier column) {
        String others = entry.set().entrySet().stream()
                .filter(constant -> !constant.getKey().equals(column))
                .map(constant -> constant.getKey() + " = " + new Literal(constant.getValue()))
                .collect(Collectors.joining(" and "));
        return others.isEmpty() ? "" : " where " + others;
    }

    /**
     * Refuses constants that do not come back from their columns as they were written: rows could not be found by them.
     */
    void requireValues(FeedEntry entry, Relation relation, KeyIndex key) {
        entry.set().forEach((name, text) -> {
            Column column = relation.column(name).orElseThrow();
            String written = "cast(" + new Literal(text) + " as " + column.type() + ")";
            String sql = "select t.c " + operator(key, name) + " " + new Literal(text) + " as holds from (select "
                    + written + " as c) as t";
            boolean holds = !isOfTheClock(column, text)
                    && attempt(
                            () -> access(entry, relation).onlyRow(sql, "holds boolean", row -> row.flag("holds")),
                            relation,
                            column,
                            text);
            if (!holds) {
                throw refused(relation, column, text, "it does not come back from there as it was written");
            }
        });
    }

    private static boolean isOfTheClock(Column column, String text) {
        return column.type().matches("(date|time).*") && CLOCK.contains(text.strip());
    }

    private boolean attempt(Supplier<Boolean> work, Relation relation, Column column, String text) {
        try {
            return session.savepoint(work);
        } catch (Failure failure) {
            throw failure.family() == Family.TARGET && session.isUsable()
                    ? refused(relation, column, text, String.valueOf(failure.getMessage()))
                    : failure;
        }
    }

    private static Failure refused(Relation relation, Column column, String text, String why) {
        return new Failure(
                        Family.CONFIGURATION,
                        "the column " + column.name() + " of " + relation.name() + ", which is " + column.type()
                                + ", cannot be set to " + new Literal(text) + ": " + why)
                .hint("Give it another value under set: in ", Mention.IMPORTER_FILE, ".")
                .hint("Or give the column another type: alter table " + relation.name() + " alter column "
                        + column.name() + " type " + FeedEntry.typeOf(text) + ";");
    }

    /** Returns whether two entries set a column of an index to values that the index tells apart. */
    boolean differ(Relation relation, KeyIndex index, Identifier name, FeedEntry one, FeedEntry other) {
        Column column = relation.column(name).orElseThrow();
        return access(one, relation)
                .onlyRow(
                        "select not " + value(one.set(), column) + " " + operator(index, name) + " "
                                + value(other.set(), column) + " as differ",
                        "differ boolean",
                        row -> row.flag("differ"));
    }

    /** A constant is made a value of the column's type, which may be a domain of the owner's. */
    private TableSession access(FeedEntry entry, Relation relation) {
        return sessions.of(relation.oid(), entry.asOwner());
    }

    private static String value(Map<Identifier, String> set, Column column) {
        return "cast(" + new Literal(set.getOrDefault(column.name(), "")) + " as " + column.type() + ")";
    }

    private static String operator(KeyIndex key, Identifier column) {
        return key.operator(column).orElse("=");
    }
}
