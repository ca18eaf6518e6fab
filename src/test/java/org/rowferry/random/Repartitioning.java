package org.rowferry.random;

import static org.rowferry.random.DraftTable.list;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.rowferry.history.Dice;
import org.rowferry.random.DraftPartition.State;
import org.rowferry.random.SchemaEvent.Who;
import org.rowferry.schema.TableName;

/** Draws what becomes of a table's partitions, most of it where no trigger sees it. */
final class Repartitioning {
    private final Draft draft;
    private final Dice dice;
    private final DraftTable table;

    Repartitioning(Draft draft, DraftTable table) {
        this.draft = draft;
        this.dice = draft.dice();
        this.table = table;
    }

    /** Returns what happens to some partition. */
    List<SchemaEvent> any() {
        DraftPartition part = dice.any(table.partitioning().orElseThrow().all().toList());
        return switch (part.state()) {
            case ABSENT -> create(part);
            case DETACHED -> attach(part);
            case ATTACHED -> draft.isReferredTo(table) ? stay(part) : change(part);
        };
    }

    private List<SchemaEvent> change(DraftPartition part) {
        return switch (dice.below(7)) {
            case 0 -> part.hasDetached() ? stay(part) : drop(part);
            case 1 -> detach(part);
            case 2, 3 -> beAwayForAWhile(part);
            case 4 -> giveWay(part);
            default -> stay(part);
        };
    }

    /** Where foreign keys lead to the table, its partitions can be emptied, and no more. */
    private List<SchemaEvent> stay(DraftPartition part) {
        return switch (dice.below(5)) {
            case 0 -> sql("vacuum full " + part.name());
            case 1 -> part.below().isEmpty() ? rename(part) : sql("analyze " + part.name());
            default -> sql("truncate " + part.name() + " cascade");
        };
    }

    private List<SchemaEvent> rename(DraftPartition part) {
        TableName name =
                new TableName(part.name().schema(), draft.newName("renamed").name());
        List<SchemaEvent> events = sql("alter table " + part.name() + " rename to " + name.name());
        part.rename(name);
        return events;
    }

    /** Made anew at once, or missing until it is created. */
    private List<SchemaEvent> drop(DraftPartition part) {
        String drop = "drop table " + part.name();
        if (dice.oneIn(2)) {
            return sql(drop + ";\n" + String.join(";\n", part.definition()));
        }
        part.become(State.ABSENT);
        return sql(drop);
    }

    private List<SchemaEvent> create(DraftPartition part) {
        if (!mayTakeRows(part)) {
            return List.of();
        }
        part.become(State.ATTACHED);
        return Stream.concat(makeRoom(part).stream(), sql(String.join(";\n", part.definition())).stream())
                .toList();
    }

    /** A key that a parent's changes could reach would leave the bounds while nothing keeps them. */
    private List<SchemaEvent> detach(DraftPartition part) {
        if (table.foreignKeys().stream().anyMatch(DraftForeignKey::inKey)) {
            return beAwayForAWhile(part);
        }
        part.become(State.DETACHED);
        return sql(part.detach());
    }

    private List<SchemaEvent> attach(DraftPartition part) {
        part.become(State.ATTACHED);
        List<SchemaEvent> events = new ArrayList<>(changeAway(part));
        events.addAll(makeRoom(part));
        events.addAll(sql(part.attach()));
        return events;
    }

    private List<SchemaEvent> beAwayForAWhile(DraftPartition part) {
        List<SchemaEvent> events = new ArrayList<>(sql(part.detach()));
        events.addAll(changeAway(part));
        events.addAll(sql(part.attach()));
        return events;
    }

    /** Changes the rows of a partition that is detached; each in its bounds and with its foreign keys. */
    private List<SchemaEvent> changeAway(DraftPartition part) {
        List<DraftColumn> free = dice.some(
                table.freeColumns().stream()
                        .filter(column -> !(column.origin() instanceof DraftColumn.Identity))
                        .toList(),
                1);
        String one = " where " + where(dice.any(table.keys()));
        return switch (dice.below(5)) {
            case 0 -> List.of();
            case 4 -> free.isEmpty() || !part.below().isEmpty() ? List.of() : columnAnew(part, free.get(0));
            case 1 -> sql("delete from " + part.name());
            case 2 -> sql("delete from " + part.name() + one);
            default ->
                free.isEmpty()
                        ? List.of()
                        : sql("update " + part.name() + " set " + free.get(0).name() + " = "
                                + free.get(0).draw(dice) + (dice.oneIn(2) ? one : ""));
        };
    }

    /** Each row gets another value, and no statement changes one. */
    private List<SchemaEvent> columnAnew(DraftPartition part, DraftColumn column) {
        String alter = "alter table " + part.name() + " ";
        return sql(alter + "drop column " + column.name() + ";\n" + alter + "add column " + column.name() + " "
                + column.type() + (column.notNull() ? " not null" : "") + " default "
                + column.type().draw().apply(dice) + ";\n" + alter + "alter column " + column.name()
                + (column.origin() instanceof DraftColumn.Defaulted defaulted
                        ? " set default " + defaulted.expression()
                        : " drop default"));
    }

    private String where(List<String> key) {
        return Writing.throughTheRoot(dice, table).same("", key);
    }

    /** Another table takes its place, with the same columns in an order without gaps, and some of its rows. */
    private List<SchemaEvent> giveWay(DraftPartition part) {
        TableName other = draft.newName("other");
        String columns = list(table.writable(), column -> column.name().toString());
        String copy = "create table " + other + " (like " + table.name() + " including defaults including generated);\n"
                + "insert into " + other + " (" + columns + ") select " + columns + " from " + part.name()
                + dice.any("", " limit 2") + ";\n" + part.detach() + ";\ndrop table " + part.name() + ";\n";
        part.replace(other);
        return sql(copy + part.attach());
    }

    private boolean mayTakeRows(DraftPartition part) {
        return defaultBeside(part).isEmpty() || !draft.isReferredTo(table);
    }

    /** What the default partition holds may belong into one that comes. */
    private List<SchemaEvent> makeRoom(DraftPartition part) {
        return defaultBeside(part).stream()
                .flatMap(other -> sql("delete from " + other.name()).stream())
                .toList();
    }

    private List<DraftPartition> defaultBeside(DraftPartition part) {
        return table.partitioning()
                .orElseThrow()
                .all()
                .filter(other -> other != part
                        && other.isDefault()
                        && other.isAttached()
                        && other.parent().equals(part.parent()))
                .toList();
    }

    private static List<SchemaEvent> sql(String statements) {
        return List.of(new SchemaEvent.Sql(Who.SOURCE_OWNER, statements));
    }
}
