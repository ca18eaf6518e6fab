package org.rowferry.exporter;

import java.util.Optional;
import java.util.Set;
import org.rowferry.schema.Position;
import org.rowferry.schema.TableName;

/**
 * Wishes for an export, beyond the due content.
 *
 * @param everythingFull ships every table in full
 * @param full ships these tables in full
 * @param since makes again what came after this position
 * @param allowEmpty writes a bundle even where nothing changed
 */
public record Request(boolean everythingFull, Set<TableName> full, Optional<Position> since, boolean allowEmpty) {
    public Request {
        full = Set.copyOf(full);
    }

    /** A nightly run has no wishes. */
    public static Request due() {
        return new Request(false, Set.of(), Optional.empty(), false);
    }

    boolean wantsFull(TableName table) {
        return everythingFull || full.contains(table);
    }

    /** Returns whether a bundle is to be written whatever has changed: one that was lost may have been empty too. */
    boolean wantsBundle() {
        return allowEmpty || since.isPresent();
    }
}
