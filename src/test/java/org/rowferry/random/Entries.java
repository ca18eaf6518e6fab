package org.rowferry.random;

import org.rowferry.history.Dice;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** Targets that call tables and columns by other names, and say how they are to be written. */
final class Entries implements Feature {
    @Override
    public void change(Draft draft) {
        Dice dice = draft.dice();
        boolean owned = dice.oneIn(4);
        if (owned) {
            draft.onTargetAsSuperuser("grant random_target_owner to random_importer");
        }
        String asOwner = owned ? dice.any("", "true", "false") : dice.any("", "false");
        for (DraftTable table : draft.tables()) {
            if (!asOwner.isEmpty()) {
                table.shipping().apply("as-owner", asOwner);
            }
            if (dice.oneIn(5)) {
                table.shipping()
                        .apply("apply", draft.isReferredToOnTarget(table) ? "merge" : dice.any("merge", "replace"));
            }
            if (dice.oneIn(2)
                    && !table.isDividedOnTarget()
                    && table.partitioning().isEmpty()) {
                // Rows of any number are updated in place where there is so much room.
                draft.onTarget(
                        "alter table " + table.name() + " set (fillfactor = " + dice.any("30", "70", "90") + ")");
            }
            if (dice.oneIn(4)) {
                table.shipping().apply("on-new-column", owned ? dice.any("ignore", "add") : "ignore");
            }
            if (owned && dice.oneIn(4)) {
                disableTriggers(draft, table);
            }
            if (dice.oneIn(5)) {
                rename(draft, table);
            }
            if (dice.oneIn(5)) {
                into(draft, table);
            }
        }
    }

    /** The trigger would swallow each row. */
    private static void disableTriggers(Draft draft, DraftTable table) {
        draft.onTarget("create trigger \"in the way\" before insert or update or delete on " + table.name()
                + " for each row execute function ext.look_on()");
        table.shipping().apply("triggers", "disable");
    }

    private static void rename(Draft draft, DraftTable table) {
        for (DraftColumn column :
                draft.dice().some(table.writable(), draft.dice().between(1, 3))) {
            Identifier name = draft.newColumnName("target's");
            if (!table.shipping().leavesOut(column.name())) {
                draft.onTarget("alter table " + table.name() + " rename column " + column.name() + " to " + name);
                table.shipping().renameOnTarget(column.name(), name);
            }
        }
    }

    private static void into(Draft draft, DraftTable table) {
        TableName other = draft.newName("into");
        draft.onTarget("alter table " + table.name() + " rename to " + other.name());
        TableName there = new TableName(table.name().schema(), other.name());
        if (!other.schema().equals(table.name().schema())) {
            draft.onTarget("alter table " + there + " set schema " + other.schema());
        }
        table.shipping().into(other);
    }
}
