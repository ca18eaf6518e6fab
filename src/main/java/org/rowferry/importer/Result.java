package org.rowferry.importer;

import java.util.List;
import org.rowferry.bundle.BundleName;
import org.rowferry.bundle.Kind;
import org.rowferry.bundle.LeftOut;
import org.rowferry.importer.ImporterSettings.Entry;
import org.rowferry.report.Failure;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** The result of one bundle in an inbox. */
public sealed interface Result {
    BundleName bundle();

    /** It was applied, or under a dry run would have been. */
    record Applied(BundleName bundle, List<Line> tables, List<LeftOut> leftOut) implements Result {
        public Applied {
            tables = List.copyOf(tables);
            leftOut = List.copyOf(leftOut);
        }
    }

    /** The target has all that it brings. */
    record AlreadyApplied(BundleName bundle) implements Result {}

    /** It stays where it is, and nothing of it was applied. */
    record Refused(BundleName bundle, Failure failure) implements Result {}

    /**
     * One table of an applied bundle.
     *
     * @param ignored the columns, by the source's names, that the bundle brought and the target did not take
     * @param keys the keys that it brought
     * @param rows the rows that it brought
     */
    record Line(Entry entry, List<Identifier> ignored, Kind kind, long keys, long rows, Written written, Left left) {
        public Line {
            ignored = List.copyOf(ignored);
        }

        /** Returns the table's name on the source. */
        public TableName table() {
            return entry.table();
        }

        /** Returns the table that its rows were written to. */
        public TableName into() {
            return entry.into();
        }
    }

    /**
     * How applying left a table.
     *
     * @param rows the feed's own that it holds
     * @param written the columns, by the target's names, that the feed writes
     * @param emptied those that it wrote before and is not sent any more
     */
    record Left(long rows, List<Identifier> written, List<Identifier> emptied) {
        public Left {
            written = List.copyOf(written);
            emptied = List.copyOf(emptied);
        }
    }

    /** The counts of rows that were written on the target. A merge does not write equal rows. */
    record Written(long deleted, long updated, long inserted) {
        Written plus(Written more) {
            return new Written(deleted + more.deleted, updated + more.updated, inserted + more.inserted);
        }
    }
}
