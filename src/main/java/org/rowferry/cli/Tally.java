package org.rowferry.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowferry.apply.AppliedTable;
import org.rowferry.apply.Proof;
import org.rowferry.apply.Written;
import org.rowferry.bundle.Totals.TableTotal;
import org.rowferry.exporter.Outcome;
import org.rowferry.importer.Result;
import org.rowferry.link.SyncReport;
import org.rowferry.schema.Kind;
import org.rowferry.watch.Run;
import org.rowferry.watch.TableCount;

/** Counts what a run sends or applies for one target, inbox or link. */
final class Tally {
    private final Instant began;
    private final Map<String, TableCount> tables = new LinkedHashMap<>();
    private Optional<Long> position = Optional.empty();
    private Optional<Instant> dataAt = Optional.empty();
    private Optional<Instant> due = Optional.empty();
    private final List<Run.Bundle> bundles = new ArrayList<>();
    private final List<Run.View> views = new ArrayList<>();

    Tally(Instant began) {
        this.began = began;
    }

    /** The snapshot was taken after the run began, so that it holds all that was committed before. */
    void add(Outcome outcome) {
        dataAt = outcome.leftOut().isEmpty() ? Optional.of(began) : Optional.empty();
        if (outcome instanceof Outcome.Exported exported) {
            position = Optional.of(exported.position().number());
            bundles.add(new Run.Bundle(
                    exported.file().toString(),
                    exported.position().number(),
                    Run.BundleOutcome.WRITTEN,
                    Optional.of(exported.bytes()),
                    exported.leftOut().stream()
                            .map(left -> new Run.LeftOut(
                                    left.table().toString(),
                                    String.valueOf(left.failure().getMessage())))
                            .toList()));
            exported.tables()
                    .forEach(line -> add(new TableCount(
                            line.table().toString(),
                            !line.full().isEmpty(),
                            line.keys(),
                            line.rows(),
                            Optional.of(line.bytes()),
                            line.took(),
                            Optional.empty())));
        }
    }

    void add(Result result) {
        if (result instanceof Result.Applied applied) {
            position = Optional.of(applied.bundle().position().number());
            dataAt = Optional.of(applied.time());
            due = applied.due();
            bundles.add(new Run.Bundle(
                    applied.bundle().toString(),
                    applied.bundle().position().number(),
                    Run.BundleOutcome.APPLIED,
                    Optional.of(applied.totals().fileBytes()),
                    applied.leftOut().stream()
                            .map(left -> new Run.LeftOut(left.table().toString(), left.reason()))
                            .toList()));
            applied.tables()
                    .forEach(line ->
                            add(line, Optional.of(bytes(applied.totals().of(line.table())))));
        } else {
            Run.BundleOutcome outcome =
                    result instanceof Result.Refused ? Run.BundleOutcome.REFUSED : Run.BundleOutcome.ALREADY_APPLIED;
            bundles.add(new Run.Bundle(
                    result.bundle().toString(),
                    result.bundle().position().number(),
                    outcome,
                    Optional.empty(),
                    List.of()));
        }
    }

    private static long bytes(TableTotal total) {
        return total.keys().bytes() + total.allKeys().bytes() + total.rows().bytes();
    }

    /** All tables of a link are read at one snapshot, which is taken after the run began. */
    void add(List<SyncReport.SyncedTable> synced) {
        dataAt = Optional.of(began);
        synced.forEach(table -> add(table.line(), Optional.empty()));
    }

    void add(SyncReport.Refreshed view) {
        views.add(new Run.View(view.view().toString(), view.concurrently(), view.rows(), view.took()));
    }

    private void add(AppliedTable line, Optional<Long> bytes) {
        add(new TableCount(
                line.table().toString(),
                line.kind() == Kind.FULL,
                line.keys(),
                line.rows(),
                bytes,
                line.took(),
                Optional.of(written(line)),
                line.proof().map(Proof::name)));
    }

    /** Counts the rows that were written; those of a repair apart. */
    static TableCount.Written written(AppliedTable line) {
        Written written = line.written();
        return line.repaired().isPresent()
                ? new TableCount.Written(0, 0, 0, written.deleted() + written.updated() + written.inserted())
                : new TableCount.Written(written.deleted(), written.updated(), written.inserted(), 0);
    }

    private void add(TableCount count) {
        tables.merge(count.table(), count, TableCount::plus);
    }

    /** Returns whether no bundle was found. */
    boolean isEmpty() {
        return bundles.isEmpty();
    }

    Run.Moved moved() {
        return new Run.Moved(position, dataAt, due, bundles, List.copyOf(tables.values()), views);
    }
}
