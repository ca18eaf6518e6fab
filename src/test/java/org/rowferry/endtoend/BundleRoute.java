package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.rowferry.bundle.BundleName;
import org.rowferry.exporter.Outcome;
import org.rowferry.exporter.Request;
import org.rowferry.importer.Result;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Position;
import org.rowferry.schema.TableName;

/**
 * The bundles of one history on their way: exported, lost, doubled, out of order, imported. After each step the target
 * must equal what the source was when the bundle that the target stands at was made.
 */
final class BundleRoute {
    private final Pipeline ferry;
    private final Random random;
    private final Consumer<String> trail;
    private final Runnable others;
    private final Map<Long, List<String>> rowsAt = new HashMap<>();
    private final List<BundleName> waiting = new ArrayList<>();
    private final List<BundleName> delivered = new ArrayList<>();
    private List<String> seen = List.of();
    private long last;

    /** Makes a route that has not begun; {@code others} write meanwhile, at any step of an export. */
    BundleRoute(Pipeline ferry, Random random, Consumer<String> trail, Runnable others) {
        this.ferry = ferry;
        this.random = random;
        this.trail = trail;
        this.others = others;
    }

    /** Exports in some way; a table that a truncating transaction has locked makes it fail without a trace. */
    void exportSomehow() {
        Request request = someRequest();
        try {
            export(request, this::meanwhile);
        } catch (Failure failure) {
            assertThat(failure.family()).as(failure.getMessage()).isEqualTo(Family.BUSY);
            trail.accept("export: busy");
        }
    }

    private Request someRequest() {
        int what = random.nextInt(10);
        if (what == 0) {
            List<TableName> tables = ferry.cargo().tables();
            return new Request(false, Set.of(tables.get(random.nextInt(tables.size()))), Optional.empty(), false);
        }
        if (what == 1 && last > 0) {
            List<Long> known = rowsAt.keySet().stream().sorted().toList();
            return since(known.get(random.nextInt(known.size())));
        }
        return what == 2 ? new Request(false, Set.of(), Optional.empty(), true) : Request.due();
    }

    private static Request since(long position) {
        return new Request(false, Set.of(), Optional.of(new Position(position)), false);
    }

    private void meanwhile(String step) {
        look(step);
        for (int i = random.nextInt(3); i > 0; i--) {
            others.run();
        }
    }

    /** All play on one thread, so what is committed right after the snapshot was taken is what the snapshot sees. */
    private void look(String step) {
        trail.accept("export: " + step);
        if (step.equals("snapshot taken")) {
            seen = ferry.sourceRows();
        }
    }

    private void export(Request request, Consumer<String> meanwhile) {
        Outcome outcome = ferry.export(request, new Steps(meanwhile));
        if (outcome instanceof Outcome.Exported exported) {
            last = exported.position().number();
            rowsAt.put(last, seen);
            waiting.add(exported.file());
            trail.accept("export: " + request + " -> " + last);
        } else {
            assertThat(seen).as("nothing changed since " + last).isEqualTo(rowsAt.get(last));
            trail.accept("export: nothing changed");
        }
    }

    /** Delivers some of what waits: a file may get lost, overtake others, or come again. */
    void shipSomehow() {
        for (BundleName bundle : List.copyOf(waiting)) {
            int fate = random.nextInt(10);
            if (fate < 2) {
                waiting.remove(bundle);
                trail.accept("lost: " + bundle);
            } else if (fate < 8) {
                deliver(bundle);
            }
        }
        if (!delivered.isEmpty() && random.nextInt(4) == 0) {
            deliver(delivered.get(random.nextInt(delivered.size())));
        }
    }

    private void deliver(BundleName bundle) {
        ferry.ship(bundle);
        waiting.remove(bundle);
        delivered.add(bundle);
        trail.accept("delivered: " + bundle);
    }

    /** Imports what has arrived; the only reason to refuse a bundle is one that has not. */
    List<Failure> importArrived() {
        List<Failure> refusals = new ArrayList<>();
        for (Result result : ferry.importAll()) {
            trail.accept("import: " + result);
            if (result instanceof Result.Refused refused) {
                assertThat(refused.failure().family())
                        .as(refused.failure().getMessage() + refused.failure().hints())
                        .isEqualTo(Family.GAP);
                refusals.add(refused.failure());
            }
        }
        assertThat(ferry.targetRows())
                .as("the target at " + standing())
                .isEqualTo(rowsAt.getOrDefault(standing(), List.of()));
        return refusals;
    }

    /** Every bundle holds every table, so all of them stand at one position; 0 where nothing was applied. */
    private long standing() {
        Set<Long> standings = new HashSet<>(ferry.standings().values());
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
                    standing() == 0 ? new Request(true, Set.of(), Optional.empty(), false) : since(standing()),
                    this::look);
            List.copyOf(waiting).forEach(this::deliver);
            importArrived();
            assertThat(importArrived()).as("what was refused is outdated now").isEmpty();
        }
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows());
    }
}
