package org.rowferry.apply;

import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;

/** Makes the temporary tables that records wait in. */
final class Staging {
    private final Session session;

    Staging(Session session) {
        this.session = session;
    }

    /**
     * Makes a temporary table with columns of a target table, without its constraints; it lives as long as the
     * transaction.
     */
    void create(String temporary, String columns, TargetTable table) {
        create(temporary, "select " + columns + " from only " + table.name() + " with no data");
    }

    /** Makes a temporary table of what a query gives; it lives as long as the transaction. */
    void create(String temporary, String query) {
        session.execute("drop table if exists pg_temp." + temporary);
        session.execute("create temporary table " + temporary + " on commit drop as " + query);
    }

    /**
     * Writes records into a table of the target, or into a temporary one of its own, and returns how many rows the
     * server took. An error of the server names the target's table.
     */
    long write(Records records, TargetTable table, String destination, String columns) {
        try {
            return records.writeTo(destination, columns);
        } catch (Failure failure) {
            String message = String.valueOf(failure.getMessage());
            throw failure.reworded(
                    message.replace("COPY " + destination.replace("pg_temp.", "") + ",", "COPY " + table.name() + ","));
        }
    }

    /** Lets the planner know what a temporary table holds; autovacuum never sees one. */
    void analyze(String temporary) {
        session.execute("analyze pg_temp." + temporary);
    }
}
