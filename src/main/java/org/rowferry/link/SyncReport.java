package org.rowferry.link;

import java.time.Duration;
import java.util.List;
import org.rowferry.apply.AppliedTable;
import org.rowferry.schema.TableName;

/** Hears what became of a link, as soon as it is committed: what comes after it may fail. */
public interface SyncReport {
    /** The tables that rows were written to, or would be; not called where the link has none. */
    void tables(List<SyncedTable> tables);

    /** One materialized view that was refreshed. */
    void view(Refreshed view);

    /**
     * One table.
     *
     * @param full why it was read whole; empty where its changes were
     */
    record SyncedTable(AppliedTable line, String full) {}

    /**
     * One materialized view.
     *
     * @param concurrently whether readers went on reading the rows of before meanwhile
     * @param rows how many it holds now
     */
    record Refreshed(TableName view, boolean concurrently, long rows, Duration took) {}
}
