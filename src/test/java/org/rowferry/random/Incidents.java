package org.rowferry.random;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.rowferry.history.Dice;
import org.rowferry.random.SchemaEvent.Who;

/** Draws what happens outside of the product's sight between two runs, out of all that is known to happen. */
final class Incidents {
    static final List<Incident> ALL = Stream.of(
                    Writings.ALL,
                    Subscriptions.ALL,
                    CatalogChanges.ALL,
                    Captures.ALL,
                    Rewrites.ALL,
                    TargetIncidents.ALL,
                    RestoredTracking.ALL,
                    Redefinitions.ALL,
                    Strangers.ALL)
            .flatMap(List::stream)
            .toList();

    private static final String ONE = System.getProperty("rowferry.incident", "");

    private Incidents() {}

    /** Returns what happens to some table in one round: one thing, so that its reason is known. */
    static List<SchemaEvent> happen(Draft draft) {
        Dice dice = draft.dice();
        List<Incident> known =
                ALL.stream().filter(incident -> incident.name().contains(ONE)).toList();
        for (Incident incident : dice.some(known, known.size())) {
            List<SchemaEvent> acts = dice.some(draft.tables(), draft.tables().size()).stream()
                    .map(table -> incident.act().draw(draft, table))
                    .filter(drawn -> !drawn.isEmpty())
                    .findFirst()
                    .orElse(List.of());
            if (!acts.isEmpty()) {
                return acts;
            }
        }
        return List.of();
    }

    /** Returns the statements as events, with each writer's transaction ended before: an owner would wait for it. */
    static List<SchemaEvent> acts(Draft draft, Who who, List<String> statements, Outcome outcome) {
        List<SchemaEvent> events = new ArrayList<>(draft.quiesce());
        statements.forEach(sql -> events.add(new SchemaEvent.Sql(who, sql)));
        events.add(new SchemaEvent.Noticed(outcome));
        return events;
    }

    /** Returns a type that a column of the table is of, and that is fit. */
    static Optional<NamedType> someType(Draft draft, DraftTable table, Predicate<NamedType> isFit) {
        return draft.namedTypes().stream()
                .filter(isFit)
                .filter(type -> table.columns().stream()
                        .anyMatch(column ->
                                column.type().sql().contains(type.name().toString())))
                .findFirst();
    }

    /** Returns whether no foreign key of either side leads to the table or away from it. */
    static boolean isAlone(Draft draft, DraftTable table) {
        return table.foreignKeys().isEmpty() && !draft.isReferredTo(table) && !draft.isReferredToOnTarget(table);
    }

    static boolean isPlain(DraftTable table) {
        return table.partitioning().isEmpty();
    }

    static boolean hasIdentity(DraftTable table) {
        return table.columns().stream().anyMatch(column -> column.origin() instanceof DraftColumn.Identity);
    }

    /** Returns columns that may be given any value of their type. */
    static List<DraftColumn> settable(DraftTable table) {
        return table.freeColumns().stream()
                .filter(column -> !(column.origin() instanceof DraftColumn.Identity))
                .toList();
    }

    static String writable(DraftTable table) {
        return table.writable().stream().map(column -> column.name().toString()).collect(joining(", "));
    }

    /** Returns statements of the table's owner that change rows in passing: none that a foreign key could refuse. */
    static String change(Draft draft, DraftTable table) {
        Dice dice = draft.dice();
        List<DraftColumn> free = settable(table);
        Writing writing = Writing.throughTheRoot(dice, table);
        if (!free.isEmpty() && dice.oneIn(2)) {
            DraftColumn column = dice.any(free);
            return "update " + table.name() + " set " + column.name() + " = " + column.draw(dice);
        }
        return isAlone(draft, table)
                ? "delete from " + table.name() + " where " + writing.same("", dice.any(table.keys()))
                : "delete from " + table.name() + " where false";
    }
}
