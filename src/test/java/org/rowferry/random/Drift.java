package org.rowferry.random;

import java.util.ArrayList;
import java.util.List;
import org.rowferry.history.Dice;
import org.rowferry.random.SchemaEvent.Who;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** Tables that are altered while they are shipped, the target's by its owner in the same way. */
final class Drift implements Feature {
    @Override
    public List<SchemaEvent> happen(Draft draft) {
        if (!draft.dice().oneIn(3)) {
            return List.of();
        }
        List<SchemaEvent> events = new ArrayList<>(draft.quiesce());
        for (int i = draft.dice().between(1, 2); i > 0; i--) {
            DraftTable table = draft.dice().any(draft.tables());
            // What is away would not fit any more when it comes back.
            if (!table.hasDetached()) {
                events.addAll(drift(draft, table));
            }
        }
        events.add(draft.configure());
        return events;
    }

    private static List<SchemaEvent> drift(Draft draft, DraftTable table) {
        Dice dice = draft.dice();
        List<DraftColumn> free = table.freeColumns();
        return switch (dice.below(8)) {
            case 0, 1 -> add(draft, table);
            case 2 -> free.isEmpty() ? add(draft, table) : drop(table, dice.any(free));
            case 3 -> free.isEmpty() ? add(draft, table) : rename(draft, table, dice.any(free));
            case 4 -> free.isEmpty() ? add(draft, table) : loosen(table, dice.any(free));
            case 5 -> free.isEmpty() ? add(draft, table) : rewrite(dice, table, dice.any(free));
            case 6 -> List.of(new SchemaEvent.Sql(Who.SOURCE_OWNER, "vacuum full " + table.name()));
            default -> List.of(new SchemaEvent.Sql(Who.SOURCE_OWNER, "reindex table " + aPart(dice, table)));
        };
    }

    /** 13 has no reindexing of a partitioned table. */
    private static TableName aPart(Dice dice, DraftTable table) {
        List<TableName> leaves = table.leaves();
        return leaves.isEmpty() ? table.name() : dice.any(leaves);
    }

    private static List<SchemaEvent> onSource(DraftTable table, String action) {
        return List.of(new SchemaEvent.Sql(Who.SOURCE_OWNER, "alter table " + table.name() + " " + action + ";"));
    }

    private static List<SchemaEvent> both(DraftTable table, String action) {
        return List.of(
                new SchemaEvent.Sql(Who.SOURCE_OWNER, "alter table " + table.name() + " " + action + ";"),
                new SchemaEvent.Sql(Who.TARGET_OWNER, "alter table " + table.nameOnTarget() + " " + action + ";"));
    }

    /** A default fills rows that are there without a trigger's seeing it. */
    private static List<SchemaEvent> add(Draft draft, DraftTable table) {
        Dice dice = draft.dice();
        Identifier name = draft.newColumnName("added");
        ValueType type = draft.anyType();
        DraftColumn column = dice.oneIn(3)
                ? DraftColumn.plain(name, type, false)
                : new DraftColumn(
                        name,
                        type,
                        dice.oneIn(2),
                        new DraftColumn.Defaulted(type.draw().apply(dice)));
        table.columns().add(column);
        table.shipping().add(name);
        return switch (table.shipping().onNewColumn()) {
            case "ignore" -> {
                table.shipping().leaveOut(name);
                yield onSource(table, "add column " + column.definition());
            }
            case "add" -> {
                table.shipping().leaveToProduct(name);
                yield onSource(table, "add column " + column.definition());
            }
            default -> both(table, "add column " + column.definition());
        };
    }

    private static List<SchemaEvent> drop(DraftTable table, DraftColumn column) {
        table.columns().remove(column);
        table.shipping().drop(column.name());
        return both(table, "drop column " + column.name());
    }

    private static List<SchemaEvent> rename(Draft draft, DraftTable table, DraftColumn column) {
        Identifier name = draft.newColumnName("renamed");
        table.shipping().rename(column.name(), name);
        replace(table, column, new DraftColumn(name, column.type(), column.notNull(), column.origin()));
        return both(table, "rename column " + column.name() + " to " + name);
    }

    private static List<SchemaEvent> loosen(DraftTable table, DraftColumn column) {
        if (column.origin() instanceof DraftColumn.Identity) {
            return List.of();
        }
        replace(table, column, new DraftColumn(column.name(), column.type(), false, column.origin()));
        return both(table, "alter column " + column.name() + " drop not null");
    }

    /** Each row changes, and no trigger sees it. */
    private static List<SchemaEvent> rewrite(Dice dice, DraftTable table, DraftColumn column) {
        if (column.origin() instanceof DraftColumn.Identity) {
            return List.of();
        }
        String value = column.type().draw().apply(dice);
        replace(table, column, DraftColumn.plain(column.name(), column.type(), column.notNull()));
        return List.of(new SchemaEvent.Sql(
                Who.SOURCE_OWNER,
                "alter table " + table.name() + " alter column " + column.name() + " drop default, alter column "
                        + column.name() + " type " + column.type() + " using " + value + ";"));
    }

    private static void replace(DraftTable table, DraftColumn old, DraftColumn now) {
        table.columns().replaceAll(column -> column.equals(old) ? now : column);
    }
}
