package org.rowferry.cli.demo;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.rowferry.postgres.Session;
import org.rowferry.schema.TableName;

/**
 * How the rows of one table compare, both ways.
 *
 * @param onlyOnSource how many rows the target lacks or has otherwise
 * @param onlyOnTarget how many rows the target has too many or otherwise
 */
record Comparison(TableName table, long rows, long onlyOnSource, long onlyOnTarget) {

    /** Compares whole rows as text, which both servers print alike under the settings that every session has. */
    static Comparison of(TableName table, Session source, Session target) {
        Set<String> ofSource = rows(table, source);
        Set<String> ofTarget = rows(table, target);
        long common = ofSource.stream().filter(ofTarget::contains).count();
        return new Comparison(table, ofSource.size(), ofSource.size() - common, ofTarget.size() - common);
    }

    boolean isEqual() {
        return onlyOnSource + onlyOnTarget == 0;
    }

    @Override
    public String toString() {
        String rowsAndName = String.format(Locale.ROOT, "%-20s %,7d rows", table, rows);
        return rowsAndName
                + (isEqual()
                        ? "  equal"
                        : "  DIFFERS: " + onlyOnSource + " only on the source, " + onlyOnTarget
                                + " only on the target");
    }

    /** Rows have keys, so no two of them are the same. */
    private static Set<String> rows(TableName table, Session session) {
        List<String> rows = session.query("select t::text as row from " + table + " as t", row -> row.text("row"));
        return new HashSet<>(rows);
    }
}
