package org.rowferry.apply;

/** The counts of rows that were written on the target. A merge does not write equal rows. */
public record Written(long deleted, long updated, long inserted) {
    static final Written NOTHING = new Written(0, 0, 0);

    Written plus(Written more) {
        return new Written(deleted + more.deleted, updated + more.updated, inserted + more.inserted);
    }
}
