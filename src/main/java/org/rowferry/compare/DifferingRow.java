package org.rowferry.compare;

import java.util.List;
import java.util.Optional;

/**
 * A row that is not the same on both sides.
 *
 * @param kind how it differs
 * @param waits a change of it waits to be sent
 * @param source its values there as text, in the order of the columns; none where the source has no such row
 * @param target those on the target, likewise
 */
public record DifferingRow(Kind kind, boolean waits, List<Optional<String>> source, List<Optional<String>> target) {
    public DifferingRow {
        source = List.copyOf(source);
        target = List.copyOf(target);
    }

    /** How a row differs. */
    public enum Kind {
        /** Both sides have a row of the key, with other values. */
        CHANGED,
        /** The source alone has it. */
        MISSING,
        /** The target alone has it. */
        EXTRA
    }
}
