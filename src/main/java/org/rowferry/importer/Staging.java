package org.rowferry.importer;

import org.rowferry.bundle.Section;
import org.rowferry.postgres.CopyIn;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Journal;

/** Moves the bytes of a bundle into tables as they are: nothing on the way reads them. */
final class Staging {
    private static final int CHUNK = 64 << 10;

    private final Session session;
    private final Journal journal;
    private final byte[] buffer = new byte[CHUNK];

    Staging(Session session, Journal journal) {
        this.session = session;
        this.journal = journal;
    }

    /**
     * Makes a temporary table with columns of a target table, without its constraints; it lives as long as the bundle's
     * transaction.
     */
    void create(String temporary, String columns, TargetTable table) {
        create(temporary, "select " + columns + " from only " + table.name() + " with no data");
    }

    /** Makes a temporary table of what a query gives; it lives as long as the bundle's transaction. */
    void create(String temporary, String query) {
        session.execute("drop table if exists pg_temp." + temporary);
        session.execute("create temporary table " + temporary + " on commit drop as " + query);
    }

    /**
     * Copies a section of a bundle into a table of the target, or into a temporary one of its own, and returns how many
     * rows the server took. What the server refuses bears the target's name.
     */
    long copy(Section section, TargetTable table, String destination, String columns) {
        try (CopyIn copy = session.copyIn("copy " + destination + " (" + columns + ") from stdin (format csv)")) {
            long bytes = 0;
            for (int length = section.read(buffer); length >= 0; length = section.read(buffer)) {
                copy.write(buffer, length);
                bytes += length;
                journal.moved(section.table().toString(), 0, bytes);
            }
            return copy.finish();
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
