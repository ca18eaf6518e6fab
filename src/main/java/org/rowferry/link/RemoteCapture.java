package org.rowferry.link;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.rowferry.capture.ColumnRow;

/**
 * The capture of one table as the source shows it at a snapshot.
 *
 * @param shadow the name of its shadow table
 * @param key the columns that the shadow table keeps, by the source's names
 * @param unique whether a unique index on NOT NULL columns covers the key
 * @param id renewed whenever capture was interrupted
 * @param purgedTo captured rows of transactions below this id are gone
 * @param fault what is wrong with it; empty if every change is being noted
 * @param rowSecurity whether rows are hidden from the role that reads
 * @param triggers those of the table, its partitions and its shadow table, each by oid and transaction
 * @param altered what of its functions and its shadow table somebody has altered, each by transaction
 * @param attributes the catalog's rows of the table's columns
 * @param files the files of the table and its partitions
 * @param columns the table's columns, in words
 * @param labels those of the enums below its columns, as {@code oid=label}
 */
record RemoteCapture(
        String shadow,
        List<String> key,
        boolean unique,
        UUID id,
        long purgedTo,
        Optional<String> fault,
        boolean rowSecurity,
        List<String> triggers,
        List<String> altered,
        List<ColumnRow> attributes,
        List<String> files,
        List<String> columns,
        List<String> labels) {
    RemoteCapture {
        key = List.copyOf(key);
        triggers = List.copyOf(triggers);
        altered = List.copyOf(altered);
        attributes = List.copyOf(attributes);
        files = List.copyOf(files);
        columns = List.copyOf(columns);
        labels = List.copyOf(labels);
    }
}
