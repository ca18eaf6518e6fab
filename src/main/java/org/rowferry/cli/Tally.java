package org.rowferry.cli;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowferry.apply.AppliedTable;
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
    private long bytes;
    private long refused;
    private boolean empty = true;

    Tally(Instant began) {
        this.began = began;
    }

    /** The snapshot was taken after the run began, so that it holds all that was committed before. */
    void add(Outcome outcome) {
        dataAt = outcome.leftOut().isEmpty() ? Optional.of(began) : Optional.empty();
        if (outcome instanceof Outcome.Exported exported) {
            position = Optional.of(exported.position().number());
            bytes = exported.bytes();
            exported.tables()
                    .forEach(line -> add(new TableCount(
                            line.table().toString(),
                            !line.full().isEmpty(),
                            line.keys(),
                            line.rows(),
                            Optional.of(line.bytes()),
                            Optional.empty())));
        }
    }

    void add(Result result) {
        empty = false;
        if (result instanceof Result.Applied applied) {
            position = Optional.of(applied.bundle().position().number());
            dataAt = Optional.of(applied.time());
            due = applied.due();
            applied.tables().forEach(this::add);
        } else if (result instanceof Result.Refused) {
            refused++;
        }
    }

    /** All tables of a link are read at one snapshot, which is taken after the run began. */
    void add(List<SyncReport.SyncedTable> synced) {
        dataAt = Optional.of(began);
        synced.forEach(table -> add(table.line()));
    }

    private void add(AppliedTable line) {
        add(new TableCount(
                line.table().toString(),
                line.kind() == Kind.FULL,
                line.keys(),
                line.rows(),
                Optional.empty(),
                Optional.of(new TableCount.Written(
                        line.written().deleted(),
                        line.written().updated(),
                        line.written().inserted()))));
    }

    private void add(TableCount count) {
        tables.merge(count.table(), count, TableCount::plus);
    }

    /** Returns whether no bundle was found. */
    boolean isEmpty() {
        return empty;
    }

    Run.Moved moved() {
        return new Run.Moved(position, dataAt, due, bytes, refused, List.copyOf(tables.values()));
    }
}
