package org.rowferry.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * Compares whole tables of two databases, both ways.
 *
 * <p>Rows are compared as text under fixed settings, so the servers may be of different majors and the sessions of any
 * settings. Both sides are read in one order and merged, so tables of any size take little memory; a row that is there
 * twice has to be there twice.
 */
public final class Tables {
    private Tables() {}

    /**
     * Fails unless both tables have the same column names, in whatever order, and the same rows.
     *
     * @throws AssertionError with the first rows that one side has and the other has not
     */
    public static void assertEqual(Connection source, Connection target, TableName table) {
        try {
            List<Identifier> columns = SortedRows.columns(source, table);
            List<Identifier> targetColumns = SortedRows.columns(target, table);
            if (!Set.copyOf(columns).equals(Set.copyOf(targetColumns))) {
                throw new AssertionError(table + " has the columns " + columns + " on the source and " + targetColumns
                        + " on the target");
            }
            String query = SortedRows.query(columns, table);
            assertEqual(table.toString(), source, query, target, query);
        } catch (SQLException e) {
            throw new AssertionError("cannot compare " + table, e);
        }
    }

    /**
     * Fails unless both queries give the same rows, in whatever order.
     *
     * @throws AssertionError with the first rows that one side has and the other has not
     */
    public static void assertEqual(
            String what, Connection source, String sourceQuery, Connection target, String targetQuery) {
        try (SortedRows ofSource = SortedRows.open(source, sourceQuery);
                SortedRows ofTarget = SortedRows.open(target, targetQuery)) {
            Difference difference = Difference.between(ofSource, ofTarget);
            if (!difference.isNone()) {
                throw new AssertionError(what + " differs: " + difference);
            }
        } catch (SQLException e) {
            throw new AssertionError("cannot compare " + what, e);
        }
    }
}
