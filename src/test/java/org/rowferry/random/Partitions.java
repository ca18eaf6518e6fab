package org.rowferry.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rowferry.history.Dice;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** Tables that are partitioned on the source, on the target, or on both sides in different ways. */
final class Partitions implements Feature {
    @Override
    public void change(Draft draft) {
        for (DraftTable table : draft.tables()) {
            if (draft.dice().oneIn(4)) {
                divide(draft, table);
            }
            if (draft.dice().oneIn(table.partitioning().isPresent() ? 3 : 10)) {
                divideOnTarget(draft, table);
            }
        }
    }

    private static void divide(Draft draft, DraftTable table) {
        Partitioning how = Partitioning.of(draft, table);
        table.divide(how);
        if (draft.dice().oneIn(8)) {
            draft.dice().any(how.parts()).become(DraftPartition.State.ABSENT);
        }
    }

    /** Has a partitioned table take the place of the one that the product makes. */
    private static void divideOnTarget(Draft draft, DraftTable table) {
        Partitioning how = Partitioning.of(draft, table);
        Identifier made = draft.newName("made").name();
        TableName plain = new TableName(table.name().schema(), made);
        draft.onTarget("alter table " + table.name() + " rename to " + made);
        draft.onTarget("create table " + table.name() + " (like " + plain + " including all)" + how.clause());
        how.definition().forEach(draft::onTarget);
        draft.onTarget("drop table " + plain);
        draft.onTarget("grant select, insert, update, delete on " + table.name() + " to random_importer");
        table.divideOnTarget(how);
    }

    @Override
    public List<SchemaEvent> happen(Draft draft) {
        Dice dice = draft.dice();
        Optional<DraftTable> table = dice.some(draft.tables(), draft.tables().size()).stream()
                .filter(candidate -> candidate.partitioning().isPresent())
                .findFirst();
        if (table.isEmpty() || !draft.isUnderWay() || dice.oneIn(3)) {
            return List.of();
        }
        List<SchemaEvent> events = new ArrayList<>(draft.quiesce());
        for (int i = dice.between(1, 3); i > 0; i--) {
            events.addAll(new Repartitioning(draft, table.get()).any());
        }
        return events;
    }
}
