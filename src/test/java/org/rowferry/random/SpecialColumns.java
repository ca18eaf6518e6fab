package org.rowferry.random;

import java.util.List;
import org.rowferry.history.Dice;
import org.rowferry.random.DraftColumn.Defaulted;
import org.rowferry.random.DraftColumn.Generated;
import org.rowferry.random.DraftColumn.Identity;
import org.rowferry.schema.Identifier;

/** Columns with defaults, identity columns, and generated ones, which the target computes, holds plainly, or lacks. */
final class SpecialColumns implements Feature {
    @Override
    public void change(Draft draft) {
        Dice dice = draft.dice();
        for (DraftTable table : draft.tables()) {
            table.columns().replaceAll(column -> dice.oneIn(6) ? defaulted(dice, table, column) : column);
            if (dice.oneIn(4) && !isDividedTwice(table)) {
                table.columns().add(identity(dice));
            }
            if (dice.oneIn(3)) {
                addGenerated(draft, table);
            }
        }
    }

    /** PostgreSQL 18.6 attaches a partition that has partitions without giving those the identity, and cannot detach it. */
    private static boolean isDividedTwice(DraftTable table) {
        return table.partitioning().stream()
                .flatMap(Partitioning::all)
                .anyMatch(part -> !part.below().isEmpty());
    }

    private static DraftColumn defaulted(Dice dice, DraftTable table, DraftColumn column) {
        if (table.key().contains(column.name())) {
            return column;
        }
        String value = column.type().draw().apply(dice);
        return new DraftColumn(column.name(), column.type(), column.notNull(), new Defaulted(value));
    }

    private static DraftColumn identity(Dice dice) {
        return new DraftColumn(
                new Identifier("count \"er\""),
                ValueTypes.INTEGER,
                true,
                new Identity(dice.any("always", "by default")));
    }

    private static void addGenerated(Draft draft, DraftTable table) {
        List<DraftColumn> from = table.columns().stream()
                .filter(column -> column.type().equals(ValueTypes.INTEGER)
                        || column.type().equals(ValueTypes.TEXT))
                .toList();
        if (from.isEmpty()) {
            return;
        }
        Dice dice = draft.dice();
        DraftColumn of = dice.any(from);
        String expression = of.type().equals(ValueTypes.TEXT) ? "length(" + of.name() + ")" : of.name() + " % 7";
        boolean virtual = draft.servers().sourceMajor() >= 18 && dice.oneIn(2);
        DraftColumn generated = new DraftColumn(
                new Identifier("made %I"),
                ValueTypes.INTEGER,
                false,
                new Generated(expression, virtual ? "virtual" : "stored"));
        table.columns().add(generated);
        switch (dice.below(3)) {
            case 0 -> {
                String how = draft.servers().targetMajor() >= 18 && dice.oneIn(2) ? "virtual" : "stored";
                draft.onTarget("alter table " + table.name() + " add column " + generated.name()
                        + " integer generated always as (" + expression + ") " + how);
            }
            case 1 -> {
                draft.onTarget("alter table " + table.name() + " add column " + generated.name() + " integer");
                table.shipping().leaveOut(generated.name());
            }
            default -> table.shipping().leaveOut(generated.name());
        }
    }
}
