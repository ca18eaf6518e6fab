package org.rowferry.ddl;

import java.util.List;
import java.util.Optional;
import org.rowferry.schema.ShadowName;
import org.rowferry.schema.TableName;

/**
 * A base table whose changes are to be captured.
 *
 * @param shadow the shadow table that it has, where it is captured already, else {@link ShadowName#of}
 * @param key the key's columns in the key's order
 * @param indexed whether a unique index covers the key; else the script checks it
 */
public record TableToCapture(
        TableName name, ShadowName shadow, List<ShadowColumn> key, boolean indexed, CaptureMode mode) {
    public TableToCapture {
        key = List.copyOf(key);
        if (key.isEmpty()) {
            throw new IllegalArgumentException(name + " has no key");
        }
    }

    /**
     * Returns the arrays that its shadow table notes keys in: those of one column, for a statement at once. A key that only
     * the operator vouches for may lack a value, which is looked for in each row.
     */
    Optional<ShadowColumn.Arrays> arrays() {
        return mode == CaptureMode.STATEMENT && indexed && key.size() == 1
                ? key.get(0).arrays()
                : Optional.empty();
    }

    /** Makes a table with a unique index for its key. */
    public TableToCapture(TableName name, ShadowName shadow, List<ShadowColumn> key, CaptureMode mode) {
        this(name, shadow, key, true, mode);
    }
}
