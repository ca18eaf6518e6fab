package org.rowferry.random;

/** Tables without a primary key, unlogged ones, and such as had a column that was dropped. */
final class SpecialTables implements Feature {
    @Override
    public void change(Draft draft) {
        // All or none: a table that lasts cannot refer to one that a crash empties, and partitioned ones last.
        boolean unlogged = draft.dice().oneIn(10)
                && draft.tables().stream()
                        .allMatch(table -> table.partitioning().isEmpty());
        for (DraftTable table : draft.tables()) {
            if (draft.dice().oneIn(5)) {
                table.setNotPrimary();
            }
            if (unlogged) {
                table.setUnlogged();
            }
            if (draft.dice().oneIn(4)) {
                table.setScarred();
            }
        }
    }
}
