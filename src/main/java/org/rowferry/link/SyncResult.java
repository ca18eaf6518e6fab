package org.rowferry.link;

import java.time.Duration;
import java.util.List;
import org.rowferry.importer.Result;
import org.rowferry.schema.TableName;

/**
 * What became of a link.
 *
 * @param tables the tables that rows were written to
 * @param views the materialized views that were refreshed
 */
public record SyncResult(List<Line> tables, List<Refreshed> views) {
    public SyncResult {
        tables = List.copyOf(tables);
        views = List.copyOf(views);
    }

    /**
     * One table.
     *
     * @param full why it was read whole; empty where its changes were
     */
    public record Line(Result.Line line, String full) {}

    /**
     * One materialized view.
     *
     * @param concurrently whether readers went on reading the rows of before meanwhile
     * @param rows how many it holds now
     */
    public record Refreshed(TableName view, boolean concurrently, long rows, Duration took) {}
}
