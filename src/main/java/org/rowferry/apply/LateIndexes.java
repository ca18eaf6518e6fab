package org.rowferry.apply;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.apply.LateIndexPlan.Indexed;
import org.rowferry.catalog.ForeignKey;
import org.rowferry.postgres.Session;

/**
 * Drops indexes of empty tables before many rows come, and creates them again after the rows, in the transaction that is open.
 *
 * <p>Before the rows come, it tries on the empty table whether the indexes can be created again, and are then what they were.
 * If not, or if another session uses the table, they stay, and the rows go into them one by one.
 */
final class LateIndexes {
    private final Session session;
    private final IndexCatalog catalog;
    private final List<Dropped> dropped = new ArrayList<>();

    LateIndexes(Session session) {
        this.session = session;
        this.catalog = new IndexCatalog(session);
    }

    /** A plan that was begun, and what the catalog said of the table before. */
    private record Dropped(LateIndexPlan plan, Intake intake, String before) {}

    /**
     * Drops the indexes of those tables for which it is worthwhile and possible.
     *
     * @param foreignKeys those that lead from the tables or to them
     * @param atLeast for fewer rows they stay
     */
    void drop(Collection<Intake> intakes, Set<ForeignKey> foreignKeys, long atLeast) {
        Set<Long> changing = intakes.stream()
                .filter(intake -> intake.way() != Way.COPY)
                .map(Intake::oid)
                .collect(Collectors.toSet());
        List<Intake> some = intakes.stream()
                .filter(intake -> LateIndexPlan.obstacle(intake.table(), intake.way(), atLeast)
                        .or(() -> LateIndexPlan.obstacle(intake.table(), foreignKeys, changing))
                        .isEmpty())
                .toList();
        if (some.isEmpty()) {
            return;
        }
        Map<Long, Indexed> facts = catalog.facts(some, intakes);
        for (Intake intake : some) {
            Optional.ofNullable(facts.get(intake.oid()))
                    .flatMap(known -> LateIndexPlan.of(intake.table().name(), known))
                    .flatMap(plan -> tried(plan, intake))
                    .ifPresent(dropped::add);
        }
    }

    /**
     * Creates again what was dropped, and returns whether anything was.
     *
     * @throws org.rowferry.report.Failure if rows violate a unique index
     */
    boolean create() {
        for (Dropped one : dropped) {
            create(one.plan(), one.intake());
            if (!catalog.described(one.intake()).equals(one.before())) {
                throw new IllegalStateException(
                        "the indexes of " + one.plan().table() + " are not what they were before");
            }
        }
        return !dropped.isEmpty();
    }

    /** Drops them for good where all went well when they were dropped and created; else nothing has happened. */
    private Optional<Dropped> tried(LateIndexPlan plan, Intake intake) {
        return session.attempt(
                () -> session.savepoint(
                        () -> {
                            intake.access().update(plan.lock());
                            Dropped begun = new Dropped(plan, intake, catalog.described(intake));
                            intake.access().update(plan.drop());
                            create(plan, intake);
                            boolean same = catalog.described(intake).equals(begun.before());
                            intake.access().update(plan.drop());
                            return same ? Optional.of(begun) : Optional.empty();
                        },
                        Optional::isPresent),
                failure -> Optional.empty());
    }

    private static void create(LateIndexPlan plan, Intake intake) {
        intake.access().update(String.join("; ", plan.create()));
    }
}
