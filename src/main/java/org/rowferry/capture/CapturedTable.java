package org.rowferry.capture;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.rowferry.catalog.Relation;
import org.rowferry.schema.TableName;

/**
 * A base table whose changes are captured.
 *
 * @param base the table as the catalog has it
 * @param key the key that its capture goes by
 * @param shadow its DML shadow table
 * @param inArrays whether a row of that may have many keys, which only those of one column may
 * @param captureId renewed whenever capture was interrupted; what was shipped under another one is to be shipped full
 * @param triggers the rows in the catalog of its triggers and of its shadow table's, by oid and transaction: another
 *     transaction has disabled and enabled one, and changes of that time were not captured, or deleted from the log
 * @param altered the rows in the catalog of its functions, and of what its shadow table consists of; none where they are
 *     those that Rowferry's own scripts left
 * @param attributes the catalog's rows of its columns, where statement triggers watch it
 * @param partitions the partitions that hold its rows; none if it is not partitioned
 * @param purgedTo captured rows of transactions below this id are gone
 */
public record CapturedTable(
        Relation base,
        RowKey key,
        TableName shadow,
        boolean inArrays,
        UUID captureId,
        List<String> triggers,
        List<String> altered,
        List<ColumnRow> attributes,
        List<Partition> partitions,
        long purgedTo)
        implements SourceTable {
    public CapturedTable {
        triggers = List.copyOf(triggers);
        altered = List.copyOf(altered);
        attributes = List.copyOf(attributes);
        partitions = List.copyOf(partitions);
    }

    /** Returns what a row of its shadow table holds. */
    ShadowRow row() {
        return new ShadowRow(key, inArrays);
    }

    /** Returns all that must be as it was when the table was shipped last. */
    public List<String> traces() {
        return Stream.concat(triggers.stream(), altered.stream()).toList();
    }

    @Override
    public boolean keepsDeletedRows() {
        return false;
    }

    @Override
    public String capture() {
        return CaptureMethod.TRIGGERS.words();
    }
}
