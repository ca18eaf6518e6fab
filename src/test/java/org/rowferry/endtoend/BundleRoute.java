package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.rowferry.bundle.BundleName;
import org.rowferry.exporter.Outcome;
import org.rowferry.exporter.Request;
import org.rowferry.history.Dice;
import org.rowferry.history.Trail;
import org.rowferry.importer.Result;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.FullTables;
import org.rowferry.schema.Position;
import org.rowferry.schema.TableName;

/**
 * The bundles of one history on their way: exported, lost, doubled, out of order, imported. After each step the target
 * must equal what the source was when the bundle that the target stands at was made.
 */
final class BundleRoute {
    private final Pipeline pipeline;
    private final Trail trail;
    private final Consumer<Dice> others;
    private final Map<Long, List<String>> rowsAt = new HashMap<>();
    private final List<BundleName> waiting = new ArrayList<>();
    private final List<BundleName> delivered = new ArrayList<>();
    private List<String> seen = List.of();
    private long last;

    /** Makes a route that has not begun; {@code others} write meanwhile, at any step of an export. */
    BundleRoute(Pipeline pipeline, Trail trail, Consumer<Dice> others) {
        this.pipeline = pipeline;
        this.trail = trail;
        this.others = others;
    }

    /** Exports in some way; a table that a truncating transaction has locked makes it fail without a trace. */
    void exportSomehow(Dice dice) {
        Request request = someRequest(dice);
        try {
            export(request, step -> meanwhile(step, dice));
        } catch (Failure failure) {
            assertThat(failure.family()).as(failure.getMessage()).isEqualTo(Family.BUSY);
            trail.answer("export: busy");
        }
    }

    private Request someRequest(Dice dice) {
        int what = dice.below(10);
        if (what == 0) {
            List<TableName> tables = pipeline.cargo().tables();
            return new Request(FullTables.asked(List.of(dice.any(tables))), Optional.empty(), false);
        }
        if (what == 1 && last > 0) {
            List<Long> known = rowsAt.keySet().stream().sorted().toList();
            return since(dice.any(known));
        }
        return what == 2 ? new Request(FullTables.NONE, Optional.empty(), true) : Request.due();
    }

    private static Request since(long position) {
        return new Request(FullTables.NONE, Optional.of(new Position(position)), false);
    }

    private void meanwhile(String step, Dice dice) {
        look(step);
        for (int i = dice.below(3); i > 0; i--) {
            others.accept(dice);
        }
    }

    /** All play on one thread, so what is committed right after the snapshot was taken is what the snapshot sees. */
    private void look(String step) {
        trail.answer("export: " + step);
        if (step.equals("snapshot taken")) {
            seen = pipeline.sourceRows();
        }
    }

    private void export(Request request, Consumer<String> meanwhile) {
        Outcome outcome = pipeline.export(request, new Steps(meanwhile));
        if (outcome instanceof Outcome.Exported exported) {
            last = exported.position().number();
            rowsAt.put(last, seen);
            waiting.add(exported.file());
            trail.answer("export: " + request + " -> " + last);
        } else {
            assertThat(seen).as("nothing changed since " + last).isEqualTo(rowsAt.get(last));
            trail.answer("export: nothing changed");
        }
    }

    /** Delivers some of what waits: a file may get lost, overtake others, or come again. */
    void shipSomehow(Dice dice) {
        for (BundleName bundle : List.copyOf(waiting)) {
            int fate = dice.below(10);
            if (fate < 2) {
                waiting.remove(bundle);
                trail.answer("lost: " + bundle);
            } else if (fate < 8) {
                deliver(bundle);
            }
        }
        if (!delivered.isEmpty() && dice.below(4) == 0) {
            deliver(dice.any(delivered));
        }
    }

    private void deliver(BundleName bundle) {
        pipeline.ship(bundle);
        waiting.remove(bundle);
        delivered.add(bundle);
        trail.answer("delivered: " + bundle);
    }

    /** Imports what has arrived; the only reason to refuse a bundle is one that has not. */
    List<Failure> importArrived() {
        List<Failure> refusals = new ArrayList<>();
        for (Result result : pipeline.importAll()) {
            trail.answer("import: " + result);
            if (result instanceof Result.Refused refused) {
                assertThat(refused.failure().family())
                        .as(refused.failure().getMessage() + refused.failure().hints())
                        .isEqualTo(Family.GAP);
                refusals.add(refused.failure());
            }
        }
        assertThat(pipeline.targetRows())
                .as("the target at " + standing())
                .isEqualTo(rowsAt.getOrDefault(standing(), List.of()));
        return refusals;
    }

    /** Every bundle holds every table, so all of them stand at one position; 0 where nothing was applied. */
    private long standing() {
        Set<Long> standings = new HashSet<>(pipeline.standings().values());
        assertThat(standings).hasSizeLessThan(2);
        return standings.stream().findFirst().orElse(0L);
    }

    /** Brings the target to what the source is now, whatever was lost on the way, with what the messages say to run. */
    void arrive() {
        export(Request.due(), this::look);
        List.copyOf(waiting).forEach(this::deliver);
        importArrived();
        if (standing() < last) {
            export(
                    standing() == 0 ? new Request(FullTables.ALL, Optional.empty(), false) : since(standing()),
                    this::look);
            List.copyOf(waiting).forEach(this::deliver);
            importArrived();
            assertThat(importArrived()).as("what was refused is outdated now").isEmpty();
        }
        assertThat(pipeline.targetRows()).isEqualTo(pipeline.sourceRows());
    }
}
