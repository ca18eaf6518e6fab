package org.rowferry.history;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A kind of event: when it can happen, and its effect.
 *
 * @param weight how often it is drawn, beside the weights of the others
 * @param effect has dice of its own, so that it stays as it is where an event before it is left out
 */
public record Kind<W extends World>(String name, int weight, Predicate<W> precondition, BiConsumer<W, Dice> effect) {
    public static <W extends World> Kind<W> of(String name, int weight, BiConsumer<W, Dice> effect) {
        return new Kind<>(name, weight, world -> true, effect);
    }

    /** Returns the same kind, which happens only where the condition holds. */
    public Kind<W> where(Predicate<W> condition) {
        return new Kind<>(name, weight, condition, effect);
    }

    /** Draws one event of this kind. */
    public Event<W> event(Dice dice) {
        return new Drawn<>(this, dice.seed());
    }

    /** Draws so many events of these kinds. */
    public static <W extends World> List<Event<W>> events(Dice dice, int many, List<Kind<W>> kinds) {
        List<Kind<W>> lots = kinds.stream()
                .flatMap(kind -> Stream.generate(() -> kind).limit(kind.weight()))
                .toList();
        List<Event<W>> events = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            events.add(dice.any(lots).event(dice));
        }
        return events;
    }

    /** An event of a kind, with the seed of its own dice. */
    private record Drawn<W extends World>(Kind<W> kind, long seed) implements Event<W> {
        @Override
        public boolean mayHappen(W world) {
            return kind.precondition().test(world);
        }

        @Override
        public void happen(W world) {
            kind.effect().accept(world, new Dice(seed));
        }

        @Override
        public String toString() {
            return "-- " + kind.name();
        }
    }
}
