package org.rowferry.compare;

import java.util.List;
import java.util.Optional;
import org.rowferry.apply.FeedEntry;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.capture.CapturedTable;
import org.rowferry.capture.Expressions;
import org.rowferry.capture.SourceTable;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/**
 * A table that is to be compared.
 *
 * @param feed the inbox that brings it
 * @param entry how it is written on the target
 * @param settings how it is read on the source
 * @param source the source's table
 * @param checked what the check of its expressions has found
 * @param unseen why the changes that wait are not known; empty where they are
 */
record PlannedTable(
        StreamName feed,
        FeedEntry entry,
        CaptureSettings settings,
        SourceTable source,
        Expressions.Checked checked,
        Optional<String> unseen) {

    /** Returns the tables that can be locked: the rest has nothing that a TRUNCATE would hide from a snapshot. */
    List<TableName> locked() {
        if (source instanceof CapturedTable captured) {
            return List.of(captured.name(), captured.shadow());
        }
        return switch (source.base().kind()) {
            case TABLE, PARTITIONED_TABLE, VIEW -> List.of(source.name());
            default -> List.of();
        };
    }
}
