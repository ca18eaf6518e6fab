package org.rowferry.capture;

import org.rowferry.catalog.RelationKind;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;

/** Checks that a key is unique although no unique index covers it. */
public final class KeyCheck {
    private final Session session;
    private final SourceTable table;

    public KeyCheck(Session session, SourceTable table) {
        this.session = session;
        this.table = table;
    }

    /**
     * Checks all rows of the table.
     *
     * @throws Failure of the family SOURCE that names a key which two rows have, or a row that has none
     */
    public void ofAllRows() {
        if (!table.key().unique()) {
            require(table.name() + " as b");
        }
    }

    /**
     * Checks the rows that a window's keys have.
     *
     * @throws Failure as above
     */
    void ofRows(String from) {
        if (!table.key().unique()) {
            require(from);
        }
    }

    private void require(String from) {
        session.untrusted()
                .first(
                        faulty(from),
                        row -> row.number("rows") > 1
                                ? duplicate(row.text("key"), row.number("rows"))
                                : incomplete(row.text("key")))
                .ifPresent(failure -> {
                    throw failure;
                });
    }

    /** Returns a query for one key that two rows have, or that lacks a value. */
    String faulty(String from) {
        String columns = table.key().of("b");
        return "select format('%s', row(" + columns + ")) as key, count(*) as rows from " + from + " group by "
                + columns + " having count(*) > 1 or num_nulls(" + columns + ") > 0 limit 1";
    }

    Failure duplicate(String key, long rows) {
        return refused("does not tell its rows apart: " + rows + " rows have " + key);
    }

    Failure incomplete(String key) {
        return refused("has no value in the row " + key);
    }

    private Failure refused(String what) {
        Failure failure = new Failure(
                        Family.SOURCE, "the key " + table.key().key().columns() + " of " + table.name() + " " + what)
                .hint("Mend the rows: each needs a key of its own, without NULL. See them with: select "
                        + table.key().of("b") + ", count(*) from " + table.name() + " as b group by "
                        + table.key().of("b") + " having count(*) > 1 or num_nulls("
                        + table.key().of("b") + ") > 0;")
                .hint("Or name other columns under 'key' at the table's entry in ", Mention.ENTRY_FILE, ".");
        return isCapturedHere() ? failure.hint("Then run as the owner: ", Captures.generate(table.name())) : failure;
    }

    /** A foreign table is captured where its rows are, and has another name there. */
    private boolean isCapturedHere() {
        return table instanceof CapturedTable && table.base().kind() != RelationKind.FOREIGN_TABLE;
    }
}
