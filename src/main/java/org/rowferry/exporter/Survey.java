package org.rowferry.exporter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.capture.CapturedTable;
import org.rowferry.capture.Expressions;
import org.rowferry.capture.Expressions.Checked;
import org.rowferry.capture.ShippedTable;
import org.rowferry.capture.ShippedTables;
import org.rowferry.capture.SourceTable;
import org.rowferry.capture.SourceTables;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.postgres.Session;
import org.rowferry.postgres.TableLocks;
import org.rowferry.report.Failure;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** Finds out what a bundle would hold of each table; what keeps a table from it is noted, and the next one looked at. */
final class Survey {
    private final Session session;
    private final SourceTables sources;
    private final Faults faults;

    Survey(Session session, Identifier schema, Faults faults) {
        this.session = session;
        this.sources = new SourceTables(session, schema);
        this.faults = faults;
    }

    /**
     * A table of the target, as far as it was looked at before anything was begun.
     *
     * @param locked what can be locked: the rest has nothing that a TRUNCATE or a rewrite would hide from a snapshot
     * @param mayReadViews whether a view or a foreign table may be read for it, if only by a function that an expression calls
     */
    record Planned(Entry entry, List<TableName> locked, boolean mayReadViews, Checked checked) {
        static Planned of(Entry entry, SourceTable source, Checked checked) {
            return new Planned(entry, locked(source), mayReadViews(entry, source), checked);
        }

        static Planned captured(Entry entry, TableName shadow) {
            return new Planned(entry, List.of(entry.table(), shadow), false, Checked.NOTHING);
        }

        private static boolean mayReadViews(Entry entry, SourceTable source) {
            return entry.selection().hasExpressions()
                    || switch (source.base().kind()) {
                        case TABLE, MATERIALIZED_VIEW -> false;
                        case PARTITIONED_TABLE -> !(source instanceof CapturedTable);
                        default -> true;
                    };
        }

        private static List<TableName> locked(SourceTable source) {
            if (source instanceof CapturedTable captured) {
                return List.of(captured.name(), captured.shadow());
            }
            return switch (source.base().kind()) {
                case TABLE, PARTITIONED_TABLE, VIEW -> List.of(source.name());
                default -> List.of();
            };
        }

        Found in(SourceTables sources) {
            return new Found(entry, sources.find(entry.table(), entry.capture()), checked);
        }
    }

    /** A table as the source has it in the transaction that is open. */
    private record Found(Entry entry, SourceTable source, Checked checked) {
        Ready shippedBy(ShippedTables tables) {
            return new Ready(entry, tables.of(source, entry.selection(), checked));
        }
    }

    /** A table of which is known how a target gets it. */
    private record Ready(Entry entry, ShippedTable shipped) {}

    /**
     * Finds the tables that no fault is known of; no transaction is open. Where triggers watch a table that is shipped as it
     * is, only what to lock is asked now: all of it has to be asked under the lock anyway.
     */
    List<Planned> plan(List<Entry> entries) {
        List<Entry> wanted =
                entries.stream().filter(entry -> !faults.isOf(entry.table())).toList();
        Map<TableName, TableName> shadows = together(Map.of(), () -> sources.shadows(plain(wanted)));
        SourceTables found = together(
                sources,
                () -> sources.knowing(names(wanted).stream()
                        .filter(name -> !shadows.containsKey(name))
                        .toList()));
        return each(
                wanted,
                entry -> entry,
                entry -> Optional.ofNullable(shadows.get(entry.table()))
                        .map(shadow -> Planned.captured(entry, shadow))
                        .orElseGet(() -> checked(entry, found)));
    }

    private static List<TableName> plain(List<Entry> entries) {
        return entries.stream()
                .filter(entry -> entry.capture().equals(CaptureSettings.USUAL))
                .map(Entry::table)
                .toList();
    }

    private Planned checked(Entry entry, SourceTables found) {
        SourceTable source = found.find(entry.table(), entry.capture());
        ShippedTables.requireColumns(source, entry.selection());
        return Planned.of(entry, source, new Expressions(session, source).check(entry.selection()));
    }

    /** Locks each table by itself and returns those that could be locked, in the transaction that is open. */
    List<Planned> lockOneByOne(List<Planned> planned) {
        return each(planned, Planned::entry, table -> {
            new TableLocks(session).take(table.locked(), TableLocks.Mode.ACCESS_SHARE);
            return table;
        });
    }

    /**
     * Reads the catalog again, in the transaction that is open, and decides what the bundle holds of each table. Reads
     * the facts that every table needs in a few steps for all tables at once. A table that needs more facts is read by
     * itself.
     */
    List<Due.Decision> due(List<Planned> planned, Due due) {
        List<Ready> ready = ready(planned);
        Due dueNow = together(
                due,
                () -> session.savepoint(
                        () -> due.knowing(ready.stream().map(Ready::shipped).toList())));
        return eachApart(
                ready,
                Ready::entry,
                table -> dueNow.of(table.shipped(), table.entry().onRewrite()));
    }

    /** Reads the catalog likewise, and returns how a target gets each table, whatever is due of it. */
    List<ShippedTable> shipped(List<Planned> planned) {
        return ready(planned).stream().map(Ready::shipped).toList();
    }

    private List<Ready> ready(List<Planned> planned) {
        List<Entry> entries = planned.stream().map(Planned::entry).toList();
        SourceTables sourcesNow = together(sources, () -> session.savepoint(() -> sources.knowing(names(entries))));
        List<Found> found = eachApart(planned, Planned::entry, table -> table.in(sourcesNow));
        ShippedTables shipped = together(
                new ShippedTables(session),
                () -> session.savepoint(() -> new ShippedTables(session).knowing(sources(found))));
        return eachApart(found, Found::entry, table -> table.shippedBy(shipped));
    }

    private static List<TableName> names(List<Entry> entries) {
        return entries.stream().map(Entry::table).toList();
    }

    private static List<SourceTable> sources(List<Found> found) {
        return found.stream().map(Found::source).toList();
    }

    /** Returns what was read of all tables together; where that fails, each is read by itself, and its failure names it. */
    private <T> T together(T oneByOne, Supplier<T> all) {
        try {
            return all.get();
        } catch (Failure failure) {
            if (!session.isUsable()) {
                throw failure;
            }
            return oneByOne;
        }
    }

    /** Does the work on each table so that a failure of one leaves the transaction to the others. */
    private <T, R> List<R> eachApart(List<T> all, Function<T, Entry> entry, Function<T, R> work) {
        return each(all, entry, one -> session.savepoint(() -> work.apply(one)));
    }

    private <T, R> List<R> each(List<T> all, Function<T, Entry> entry, Function<T, R> work) {
        List<R> done = new ArrayList<>();
        for (T one : all) {
            noting(entry.apply(one), () -> work.apply(one)).ifPresent(done::add);
        }
        return done;
    }

    private <R> Optional<R> noting(Entry entry, Supplier<R> work) {
        try {
            return Optional.of(work.get());
        } catch (Failure failure) {
            faults.note(entry, failure, session.isUsable());
            return Optional.empty();
        }
    }
}
