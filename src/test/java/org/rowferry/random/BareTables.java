package org.rowferry.random;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.rowferry.history.Dice;
import org.rowferry.schema.Identifier;

/** One to four tables with keys and columns of any type. */
final class BareTables implements Feature {
    private static final int KEYS = 9;

    @Override
    public void change(Draft draft) {
        for (int i = draft.dice().between(1, 4); i > 0; i--) {
            draft.tables().add(table(draft));
        }
    }

    private static DraftTable table(Draft draft) {
        Dice dice = draft.dice();
        UglyNames names = new UglyNames(dice);
        List<DraftColumn> key = new ArrayList<>();
        Optional<DraftTable> parent = dice.oneIn(5) ? aParent(draft) : Optional.empty();
        parent.ifPresent(of ->
                of.keyColumns().forEach(column -> key.add(DraftColumn.plain(names.next("up"), column.type(), true))));
        List<DraftColumn> own = new ArrayList<>();
        for (int i = dice.any(1, 1, 1, 2, 2, 3) - key.size(); i > 0; i--) {
            own.add(DraftColumn.plain(names.next("id"), draft.anyKeyType(), true));
        }
        List<List<String>> keys = keys(dice, parent.map(DraftTable::keys).orElse(List.of(List.of())), own);
        if (keys.size() < 3) {
            return table(draft);
        }
        List<Identifier> inherited = key.stream().map(DraftColumn::name).toList();
        key.addAll(own);
        DraftTable table = new DraftTable(draft.newName("t"), key, keys);
        parent.ifPresent(of -> table.foreignKeys().add(new DraftForeignKey(inherited, of, true)));
        int others = dice.oneIn(30) ? dice.between(190, 250) : dice.between(0, 11);
        for (int i = 0; i < others; i++) {
            table.columns().add(DraftColumn.plain(names.next("c"), draft.anyType(), dice.oneIn(4)));
        }
        return table;
    }

    private static Optional<DraftTable> aParent(Draft draft) {
        return draft.dice().some(draft.tables(), 1).stream()
                .filter(DraftTable::isReferable)
                .findFirst();
    }

    /** Draws keys that begin as others do and go on with columns of their own; fewer where there are no more. */
    private static List<List<String>> keys(Dice dice, List<List<String>> beginnings, List<DraftColumn> columns) {
        Set<List<String>> keys = new LinkedHashSet<>();
        for (int i = 0; i < 3 * KEYS && keys.size() < KEYS; i++) {
            Stream<String> own =
                    columns.stream().map(column -> column.type().draw().apply(dice));
            keys.add(Stream.concat(dice.any(beginnings).stream(), own).toList());
        }
        return List.copyOf(keys);
    }
}
