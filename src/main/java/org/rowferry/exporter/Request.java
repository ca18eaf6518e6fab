package org.rowferry.exporter;

import java.util.Map;
import java.util.Optional;
import org.rowferry.schema.BucketNumbers;
import org.rowferry.schema.FullTables;
import org.rowferry.schema.Position;
import org.rowferry.schema.TableName;

/**
 * Wishes for an export, beyond the due content.
 *
 * @param full ships these tables in full
 * @param since makes again what came after this position
 * @param digests asks for digests of these tables, due or not
 * @param repair the buckets of which the target gets all keys and rows, by table
 * @param allowEmpty writes a bundle even where nothing changed
 */
public record Request(
        FullTables full,
        Optional<Position> since,
        FullTables digests,
        Map<TableName, BucketNumbers> repair,
        boolean allowEmpty) {
    public Request {
        repair = Map.copyOf(repair);
    }

    /** Makes wishes that have nothing to do with digests. */
    public Request(FullTables full, Optional<Position> since, boolean allowEmpty) {
        this(full, since, FullTables.NONE, Map.of(), allowEmpty);
    }

    /** A nightly run has no wishes. */
    public static Request due() {
        return new Request(FullTables.NONE, Optional.empty(), false);
    }

    /** Returns whether a bundle is to be written whatever has changed: one that was lost may have been empty too. */
    boolean wantsBundle() {
        return allowEmpty || since.isPresent();
    }
}
