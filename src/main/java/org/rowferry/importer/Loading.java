package org.rowferry.importer;

import java.util.HashMap;
import java.util.Map;
import org.rowferry.bundle.Counts;
import org.rowferry.bundle.TableContent;
import org.rowferry.bundle.Totals.TableTotal;
import org.rowferry.bundle.Verified;
import org.rowferry.report.Journal;
import org.rowferry.report.Progress;
import org.rowferry.report.Progress.Phase;
import org.rowferry.report.Progress.Share;
import org.rowferry.schema.TableName;

/** Tells how far the tables of a bundle are loaded, by the counts that the bundle has of them. */
final class Loading {
    private final Journal journal;
    private final Map<TableName, OfTable> tables = new HashMap<>();
    private long bytes;
    private long all;

    /** How far one table is. */
    private static final class OfTable {
        private long rows;
        private long bytes;
        private long all;
    }

    /** @param due the contents that are loaded */
    Loading(Journal journal, Verified verified, Iterable<TableContent> due) {
        this.journal = journal;
        for (TableContent content : due) {
            TableTotal total = verified.totals().of(content.table().name());
            OfTable table = new OfTable();
            for (Counts counts : new Counts[] {total.keys(), total.allKeys(), total.rows(), total.digests()}) {
                table.all += counts.records();
                all += counts.bytes();
            }
            tables.put(content.table().name(), table);
        }
    }

    /** Notes bytes that went to the server. */
    void sent(TableName name, int length) {
        OfTable table = tables.computeIfAbsent(name, unknown -> new OfTable());
        table.bytes += length;
        bytes += length;
        journal.moved(new Progress(
                Phase.LOAD, name.toString(), Share.of(table.rows, table.all), table.bytes, Share.of(bytes, all)));
    }

    /** Notes rows that the server took. */
    void taken(TableName name, long rows) {
        tables.computeIfAbsent(name, unknown -> new OfTable()).rows += rows;
    }
}
