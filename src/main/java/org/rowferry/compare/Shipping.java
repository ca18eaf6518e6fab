package org.rowferry.compare;

import java.util.Optional;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/** Tells how the source ships a table. */
public interface Shipping {
    /** All of each table. */
    Shipping WHOLE = (table, stream) -> CaptureSettings.USUAL;

    /**
     * Returns how a table is read on the source.
     *
     * @param stream the name that the source has for the target; empty where nothing was applied yet
     * @throws org.rowferry.report.Failure if the source ships no such table
     */
    CaptureSettings of(TableName table, Optional<StreamName> stream);
}
