package org.rowferry.link;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowferry.apply.FeedEntry;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.proof.Verify;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * One table of a link.
 *
 * @param entry what becomes of it on the target
 * @param capture how it is read
 * @param options those of the foreign table
 * @param columnNames the source's names of columns that have others in the foreign table
 * @param indexes what follows {@code create index on …} for each further index of a materialized view
 * @param verify how often it is compared with the source's; empty for as often as the link's other tables
 */
public record LinkTable(
        FeedEntry entry,
        CaptureSettings capture,
        Mirror mirror,
        Map<String, String> options,
        Map<Identifier, String> columnNames,
        List<String> indexes,
        Optional<Verify> verify) {
    public LinkTable {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        columnNames = Collections.unmodifiableMap(new LinkedHashMap<>(columnNames));
        indexes = List.copyOf(indexes);
    }

    /** Makes one that says nothing of how often it is compared. */
    public LinkTable(
            FeedEntry entry,
            CaptureSettings capture,
            Mirror mirror,
            Map<String, String> options,
            Map<Identifier, String> columnNames,
            List<String> indexes) {
        this(entry, capture, mirror, options, columnNames, indexes, Optional.empty());
    }

    /** Returns the table that the foreign table reads, which options may name. */
    TableName remote() {
        TableName name = entry.table();
        return TableName.of(
                options.getOrDefault(
                        FdwOption.SCHEMA_NAME.keyword(), name.schema().name()),
                options.getOrDefault(FdwOption.TABLE_NAME.keyword(), name.name().name()));
    }

    /** Returns the foreign table's name of a column of the source's table. */
    Identifier local(String remote) {
        return columnNames.entrySet().stream()
                .filter(column -> remote.equals(column.getValue()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(new Identifier(remote));
    }

    /** Returns the foreign table's name, which is that of the source's table. */
    Identifier foreignName() {
        return entry.table().name();
    }
}
