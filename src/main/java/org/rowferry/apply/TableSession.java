package org.rowferry.apply;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.rowferry.postgres.AsRole;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * The statements on one table of the target. They run code of its owner (a trigger, a CHECK, an index on an expression, a
 * default, the type of a column): with the owner's rights, where this has an owner.
 */
final class TableSession {
    private final Session session;
    private final TableName table;
    private final Optional<AsRole> owner;
    private final boolean readOnly;

    /**
     * Makes one.
     *
     * @param owner whose rights they have; empty for those of the session
     * @param readOnly the transaction is READ ONLY: nothing can be made in it, and the code can write nothing either
     */
    TableSession(Session session, TableName table, Optional<AsRole> owner, boolean readOnly) {
        this.session = session;
        this.table = table;
        this.owner = owner;
        this.readOnly = readOnly;
    }

    /** Returns the owner whose rights the statements have, where those are not the session's own. */
    Optional<Identifier> owner() {
        return owner.map(AsRole::role);
    }

    /** Returns whether a statement may read the table beside others: its owner's code has the session's rights anyway. */
    boolean isShared() {
        return owner.isEmpty() && !readOnly;
    }

    /** Returns whether statements may touch both tables. */
    boolean hasRightsOf(TableSession other) {
        return owner().equals(other.owner());
    }

    /** Returns whether statements have the rights of a role that is not the session's own. */
    boolean hasRightsOf(Identifier role) {
        return owner().filter(role::equals).isPresent();
    }

    /** Runs one or more statements, and returns how many rows they changed; with an owner's rights, how many the last did. */
    long update(String sql) {
        return owner.map(role -> named(() -> role.update(sql))).orElseGet(() -> session.update(sql));
    }

    /**
     * Runs a query.
     *
     * @param columns its columns with their types, as SQL
     */
    <T> List<T> rows(String sql, String columns, Function<Row, T> mapper) {
        if (owner.isPresent()) {
            return named(() -> owner.get().rows(sql, columns, mapper));
        }
        if (!readOnly) {
            return session.query(sql, mapper);
        }
        List<T> rows = session.untrusted().query(sql, mapper);
        session.settle();
        return rows;
    }

    /** Runs a query of one row at the most. */
    <T> Optional<T> firstRow(String sql, String columns, Function<Row, T> mapper) {
        return rows(sql, columns, mapper).stream().findFirst();
    }

    /** Runs a query of exactly one row. */
    <T> T onlyRow(String sql, String columns, Function<Row, T> mapper) {
        return firstRow(sql, columns, mapper).orElseThrow(() -> new IllegalStateException("no row from: " + sql));
    }

    /** An error of the owner's code, or a lock that it waits for, does not name the table. */
    private <T> T named(Supplier<T> work) {
        try {
            return work.get();
        } catch (Failure failure) {
            String message = String.valueOf(failure.getMessage());
            throw message.contains(table.toString())
                    ? failure
                    : failure.reworded(
                            "with the rights of the owner of " + table + ", " + owner().orElseThrow() + ": " + message);
        }
    }
}
