package org.rowferry.random;

import java.util.List;
import java.util.stream.Stream;
import org.rowferry.history.Dice;
import org.rowferry.schema.Identifier;

/** Foreign keys from tables to others and to themselves, in circles too, checked at once or at the end. */
final class ForeignKeys implements Feature {
    @Override
    public void change(Draft draft) {
        Dice dice = draft.dice();
        if (dice.oneIn(3)) {
            return;
        }
        List<DraftTable> parents =
                draft.tables().stream().filter(DraftTable::isReferable).toList();
        for (DraftTable child : draft.tables()) {
            for (int i = parents.isEmpty() ? 0 : dice.any(0, 0, 1, 1, 2); i > 0; i--) {
                add(dice, child, dice.any(parents));
            }
        }
        // Those that the product makes would not come along where another table takes the place of one.
        boolean made = dice.oneIn(3) && draft.tables().stream().noneMatch(DraftTable::isDividedOnTarget);
        if (made) {
            draft.generateWith("--foreign-keys");
        }
        boolean onTarget = !dice.oneIn(4);
        for (DraftTable child : draft.tables()) {
            for (DraftForeignKey foreign : child.foreignKeys()) {
                draft.onSource("alter table " + child.name() + " " + foreign.clause(actions(dice) + time(dice)));
                if (made) {
                    draft.expectOnTarget(child, foreign);
                } else if (onTarget && !dice.oneIn(6)) {
                    draft.onTarget(
                            child, foreign, foreign.clause(actionsOnTarget(dice, foreign.parent()) + time(dice)));
                }
            }
        }
    }

    /** In a circle, and to itself, a row comes before the one that it refers to: its columns may be NULL. */
    private static void add(Dice dice, DraftTable child, DraftTable parent) {
        boolean notNull = child != parent && dice.oneIn(4);
        UglyNames names = new UglyNames(dice);
        List<DraftColumn> columns = parent.keyColumns().stream()
                .map(column -> DraftColumn.plain(fresh(names, child), column.type(), notNull))
                .toList();
        child.columns().addAll(columns);
        child.foreignKeys()
                .add(new DraftForeignKey(columns.stream().map(DraftColumn::name).toList(), parent, false));
    }

    private static Identifier fresh(UglyNames names, DraftTable table) {
        List<Identifier> taken = table.columns().stream().map(DraftColumn::name).toList();
        return Stream.generate(() -> names.next("ref"))
                .filter(name -> !taken.contains(name))
                .findFirst()
                .orElseThrow();
    }

    private static String actions(Dice dice) {
        return onDelete(dice) + onUpdate(dice);
    }

    /** An action takes an equal key that is written otherwise for another one, which the target refuses. */
    private static String actionsOnTarget(Dice dice, DraftTable parent) {
        String onDelete = onDelete(dice);
        String onUpdate = onUpdate(dice);
        boolean exact =
                parent.keyColumns().stream().allMatch(column -> column.type().isExact());
        return onDelete + (exact ? onUpdate : "");
    }

    private static String onDelete(Dice dice) {
        return dice.any("", "", " on delete cascade", " on delete set null", " on delete restrict");
    }

    private static String onUpdate(Dice dice) {
        return dice.any("", "", " on update cascade", " on update set null");
    }

    private static String time(Dice dice) {
        return dice.any("", "", " deferrable", " deferrable initially deferred");
    }
}
