package org.rowferry.compare;

import java.util.List;
import org.rowferry.report.Failure;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** Hears of a comparison while it goes on. */
public interface CompareReport {
    /** Returns whether the rows that differ are wanted with their values. */
    boolean wantsRows();

    /** Hears the columns of the rows that follow, by the source's names. */
    void rowsOf(TableName table, List<Identifier> columns);

    /** Hears of a row of that table; only where rows are wanted. */
    void row(DifferingRow row);

    /** Hears the result of a table, after its rows. */
    void table(ComparedTable table);

    /** Hears of a table that could not be read; the next one is compared. */
    void failed(TableName table, Failure failure);
}
