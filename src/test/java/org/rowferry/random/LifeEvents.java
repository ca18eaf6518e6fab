package org.rowferry.random;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.rowferry.history.Dice;
import org.rowferry.history.Event;
import org.rowferry.history.Kind;

/** The kinds of events that a source, its streams and their targets go through in their life. */
final class LifeEvents {
    private static final Kind<LifeWorld> TARGETS_OWN = Kind.of(
            "the targets' owners add what is theirs",
            1,
            (world, dice) -> world.stage().addTargetsOwn(dice));

    private static final List<Kind<LifeWorld>> ALL = List.of(
            Kind.of("rows are written", 5, LifeWorld::write),
            ofStream("an export", 6, (life, dice) -> life.world().export(life.stream(), options(dice))),
            ofStream("files are carried", 5, (life, dice) -> life.world().carry(life.stream(), dice)),
            ofStream("an import", 5, (life, dice) -> life.world().importAll(life.stream())),
            ofStream("a day and a night", 8, LifeEvents::passDay),
            ofStream("a run is killed", 1, (life, dice) -> life.world().die(life.stream(), dice)),
            ofStream("a table comes or goes", 1, (life, dice) -> life.world().toggleTable(life.stream(), dice)),
            ofStream("a target comes or goes", 1, (life, dice) -> life.world().toggleTarget(life.stream())),
            Kind.of("weeks go by", 1, (world, dice) -> world.purge()),
            Kind.of("the source begins a new incarnation", 1, (world, dice) -> world.renew()),
            ofStream("all arrives", 1, (life, dice) -> life.world().settle(life.stream())),
            ofStream(
                    "an entry says something else",
                    2,
                    (life, dice) -> life.world().configure(life.stream(), dice)),
            Kind.of("a database is backed up", 1, LifeWorld::backUp),
            Kind.of("a database is restored", 1, LifeWorld::restore).where(LifeWorld::hasBackup),
            ofStream(
                    "the importer may act as the owner, or not",
                    1,
                    (life, dice) -> life.world().letInImporter(life.stream(), dice)),
            Kind.of("the exporter's rights are taken away", 1, LifeWorld::takeRightsAway),
            Kind.of("a capture is reset", 1, LifeWorld::reset),
            ofStream(
                    "a target's table is emptied",
                    1,
                    (life, dice) -> life.world().empty(life.stream(), dice)));

    private LifeEvents() {}

    /** Draws the events of one life. */
    static List<Event<LifeWorld>> draw(Dice dice) {
        List<Event<LifeWorld>> events = new ArrayList<>(List.of(TARGETS_OWN.event(dice)));
        events.addAll(Kind.events(dice, dice.between(15, 40), ALL));
        return events;
    }

    /** Where an event that is about one stream takes place. */
    private record Life(LifeWorld world, LifeStream stream) {}

    private static Kind<LifeWorld> ofStream(String name, int weight, BiConsumer<Life, Dice> effect) {
        return Kind.of(
                name,
                weight,
                (world, dice) ->
                        effect.accept(new Life(world, dice.any(world.stage().streams())), dice));
    }

    /** Most days are like this one, and what is lost of them matters only if others follow. */
    private static void passDay(Life life, Dice dice) {
        life.world().write(dice);
        life.world().export(life.stream(), options(dice));
        life.world().carry(life.stream(), dice);
        life.world().importAll(life.stream());
    }

    private static List<String> options(Dice dice) {
        return switch (dice.below(8)) {
            case 0 -> List.of("--full");
            case 1 -> List.of("--allow-empty");
            case 2 -> List.of("--jobs", "2");
            default -> List.of();
        };
    }
}
