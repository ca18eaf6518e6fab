package org.rowferry.random;

import java.util.List;
import java.util.stream.Stream;
import org.rowferry.history.Dice;
import org.rowferry.schema.Identifier;

/** Unique constraints besides the key: on both sides, on the source alone, or on the target alone. */
final class Uniques implements Feature {
    @Override
    public void change(Draft draft) {
        Dice dice = draft.dice();
        if (dice.oneIn(4) && draft.tables().stream().noneMatch(draft::actsOnTarget)) {
            draft.generateWith("--indexes");
        }
        for (DraftTable table : draft.tables()) {
            List<DraftColumn> able = table.freeColumns().stream()
                    .filter(column -> column.type().isReferable())
                    .toList();
            if (dice.oneIn(4) && !able.isEmpty()) {
                add(draft, table, dice.some(able, dice.any(1, 1, 2)));
            }
        }
    }

    private static void add(Draft draft, DraftTable table, List<DraftColumn> columns) {
        List<Identifier> names = Stream.concat(
                        columns.stream().map(DraftColumn::name), table.dividingColumns().stream())
                .toList();
        String unique = "alter table " + table.name() + " add unique (" + DraftTable.list(names) + ")";
        int where = draft.dice().below(5);
        if (where < 4) {
            draft.onSource(unique + time(draft.dice()));
        }
        if (where > 0) {
            // Values that change places where rows cannot be deleted and inserted again are refused, unless this waits.
            draft.onTarget(unique + (draft.actsOnTarget(table) ? " deferrable" : time(draft.dice())));
        }
        if (where == 4) {
            draft.refuseDoubles(table, names);
        }
        table.uniques().add(names);
    }

    private static String time(Dice dice) {
        return dice.any("", "", " deferrable", " deferrable initially deferred");
    }
}
