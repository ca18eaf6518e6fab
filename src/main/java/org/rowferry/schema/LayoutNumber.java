package org.rowferry.schema;

/**
 * The number of the layout that Rowferry's own tables have, on a source and on a target. It is another one where a Rowferry
 * that does not know of a change would read less than there is; columns that it may leave alone are none.
 *
 * <p>1: each captured key has a row of its own. 2: a row may have an array of them.
 */
public final class LayoutNumber {
    private LayoutNumber() {}

    /** Returns the one that the scripts make. */
    public static int newest() {
        return 2;
    }

    /** Returns the oldest one of a target that is read; the later ones changed nothing there. */
    public static int oldestOfTarget() {
        return 1;
    }
}
