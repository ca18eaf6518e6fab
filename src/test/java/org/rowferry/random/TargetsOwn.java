package org.rowferry.random;

import org.rowferry.history.Dice;

/** What a target adds to the tables that it is given: columns, indexes, triggers that look on. */
final class TargetsOwn implements Feature {
    @Override
    public void change(Draft draft) {
        Dice dice = draft.dice();
        for (DraftTable table : draft.tables()) {
            if (dice.oneIn(6)) {
                draft.onTarget(
                        "alter table " + table.name() + " add column \"target's own\" text not null default 'own'");
            }
            // A table that has partitions is given such a column from 17 on.
            if (dice.oneIn(6) && (draft.servers().targetMajor() >= 17 || !table.isDividedOnTarget())) {
                draft.onTarget("alter table " + table.name()
                        + " add column \"own count\" bigint generated always as identity");
            }
            if (dice.oneIn(8)) {
                draft.onTarget("create trigger \"looks on\" after insert or update or delete on " + table.name()
                        + " for each " + dice.any("row", "statement") + " execute function ext.look_on()");
            }
            if (dice.oneIn(6)) {
                draft.onTarget("create index on " + table.name() + " (" + DraftTable.list(table.key()) + ")");
            }
        }
    }
}
