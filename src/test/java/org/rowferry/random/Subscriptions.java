package org.rowferry.random;

import java.util.ArrayList;
import java.util.List;

/** A logical subscription that comes, feeds a captured table, and is gone before the next run. */
final class Subscriptions {
    private static final String NAME = "a subscription comes and goes";

    static final List<Incident> ALL = List.of(new Incident(NAME, Subscriptions::subscribe));

    private Subscriptions() {}

    /** Both tables are alike, and the subscriber's has nobody else to meet: an apply process waits for what it cannot apply. */
    private static List<SchemaEvent> subscribe(Draft draft, DraftTable table) {
        if (!Incidents.isPlain(table)
                || !Incidents.isAlone(draft, table)
                || !table.isPrimary()
                || table.isUnlogged()
                || !table.uniques().isEmpty()
                || table.columns().stream()
                        .anyMatch(column ->
                                column.isGenerated() || column.type().toString().contains("."))) {
            return List.of();
        }
        List<String> writes = new ArrayList<>();
        for (int i = draft.dice().between(1, 6); i > 0; i--) {
            writes.add(Writing.throughTheRoot(draft.dice(), table).any());
        }
        List<SchemaEvent> events = new ArrayList<>(draft.quiesce());
        events.add(new SchemaEvent.Subscribe(
                table.name(),
                table.definition(),
                Writing.throughTheRoot(draft.dice(), table).insertMany(),
                writes));
        events.add(new SchemaEvent.Noticed(new Outcome.Right(NAME)));
        return events;
    }
}
