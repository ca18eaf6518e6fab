package org.rowferry.exporter;

import java.util.Optional;
import org.rowferry.schema.FullTables;
import org.rowferry.schema.Position;

/**
 * Wishes for an export, beyond the due content.
 *
 * @param full ships these tables in full
 * @param since makes again what came after this position
 * @param allowEmpty writes a bundle even where nothing changed
 */
public record Request(FullTables full, Optional<Position> since, boolean allowEmpty) {
    /** A nightly run has no wishes. */
    public static Request due() {
        return new Request(FullTables.NONE, Optional.empty(), false);
    }

    /** Returns whether a bundle is to be written whatever has changed: one that was lost may have been empty too. */
    boolean wantsBundle() {
        return allowEmpty || since.isPresent();
    }
}
