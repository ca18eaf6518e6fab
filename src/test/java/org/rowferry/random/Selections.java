package org.rowferry.random;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.rowferry.history.Dice;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** Targets that get some columns, expressions instead of columns, or some rows; the filter may change later. */
final class Selections implements Feature {
    @Override
    public void change(Draft draft) {
        for (DraftTable table : draft.tables()) {
            if (draft.dice().oneIn(5)) {
                leaveOutColumns(draft, table);
            }
            if (draft.dice().oneIn(5)) {
                transform(draft.dice(), table);
            }
            if (draft.dice().oneIn(3) && !table.shipping().isTransformed()) {
                mask(draft, table);
            }
            if (draft.dice().oneIn(5)) {
                filter(draft.dice(), table);
            }
        }
    }

    @Override
    public List<SchemaEvent> happen(Draft draft) {
        if (!draft.dice().oneIn(8)) {
            return List.of();
        }
        filter(draft.dice(), draft.dice().any(draft.tables()));
        return List.of(draft.configure());
    }

    private static void leaveOutColumns(Draft draft, DraftTable table) {
        Dice dice = draft.dice();
        List<Identifier> gone = dice.some(table.freeColumns(), dice.between(1, 4)).stream()
                .map(DraftColumn::name)
                .toList();
        for (Identifier column : gone) {
            table.shipping().leaveOut(column);
            draft.onTarget("alter table " + table.name()
                    + (dice.oneIn(2) ? " drop column " + column : " alter column " + column + " drop not null"));
        }
        List<Identifier> kept =
                new ArrayList<>(table.writable().stream().map(DraftColumn::name).toList());
        kept.removeAll(gone);
        if (!gone.isEmpty()) {
            table.shipping().ship(dice.some(kept, kept.size()));
        }
    }

    private static void transform(Dice dice, DraftTable table) {
        Map<Identifier, String> expressions = new LinkedHashMap<>();
        for (DraftColumn column : dice.some(table.freeColumns(), dice.between(1, 3))) {
            expressions.put(column.name(), expression(dice, column));
        }
        expressions.forEach(table.shipping()::expect);
        if (!expressions.isEmpty()) {
            table.shipping()
                    .export(
                            "transform",
                            expressions.entrySet().stream()
                                    .map(entry -> Yaml.quoted(entry.getKey().toString()) + ": "
                                            + Yaml.quoted(entry.getValue()))
                                    .collect(Collectors.joining(", ", "{", "}")));
        }
    }

    private static void mask(Draft draft, DraftTable table) {
        List<DraftColumn> able = table.freeColumns().stream()
                .filter(column ->
                        column.type().equals(ValueTypes.TEXT) || column.type().equals(ValueTypes.INTEGER))
                .filter(column -> !table.shipping().leavesOut(column.name()))
                .toList();
        if (!able.isEmpty()) {
            DraftColumn column = draft.dice().any(able);
            TableName name = draft.newName("mask");
            SelectingFunction function = new SelectingFunction(
                    name,
                    draft.dice().oneIn(2) ? name : draft.newName("inner"),
                    column.type().sql());
            draft.onSource(function.definition(
                    draft.servers().sourceMajor() >= 14 && draft.dice().oneIn(2)));
            table.shipping().maskBy(function, column.name());
        }
    }

    private static String expression(Dice dice, DraftColumn column) {
        Identifier name = column.name();
        if (column.type().equals(ValueTypes.TEXT)) {
            return dice.any("md5(" + name + ")", "upper(" + name + ") -- \" '", name + " || E'\\n\\\\.\\n'");
        }
        if (column.type().equals(ValueTypes.INTEGER)) {
            return dice.any(name + " % 5", name + " / 2");
        }
        return "coalesce(" + name + ", " + column.type().draw().apply(dice) + ")::"
                + column.type().sql();
    }

    private static void filter(Dice dice, DraftTable table) {
        DraftColumn column = dice.any(table.writable());
        Identifier name = column.name();
        String condition = dice.oneIn(2) ? name + " is not null" : name + " is null";
        if (column.type().equals(ValueTypes.TEXT)) {
            condition = dice.any("length(" + name + ") < 3", name + " <> ''", name + " > 'a' -- '");
        } else if (column.type().equals(ValueTypes.INTEGER)) {
            condition = dice.any(name + " % 2 = 0", name + " > 2", name + " in (1, 2, 3)");
        } else if (column.notNull()
                && column.type().ordered()
                && !column.type().toString().contains(".")) {
            condition = name + " <> " + column.type().draw().apply(dice);
        }
        table.shipping().export("where", Yaml.quoted(condition));
        table.shipping().filter(condition);
    }
}
