package org.rowferry.exporter;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.rowferry.capture.CaptureMethod;
import org.rowferry.capture.CaptureMethod.Triggers;
import org.rowferry.capture.CapturedTable;
import org.rowferry.capture.Expressions.Checked;
import org.rowferry.capture.ShippedTable;
import org.rowferry.capture.ShippedTables;
import org.rowferry.capture.SourceTable;
import org.rowferry.capture.SourceTables;
import org.rowferry.capture.Watch;
import org.rowferry.capture.WatchedState;
import org.rowferry.capture.WatchedTable;
import org.rowferry.capture.Window;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Surroundings;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Snapshot;
import org.rowferry.schema.TableName;

/** Looks at tables for how their changes become known, and how many of them no bundle holds yet. */
final class Looking {
    private static final String BEGIN = "begin isolation level repeatable read, read only";

    private final Identifier schema;
    private final Surroundings surroundings;

    /** Looks with the registry in {@code schema}; {@code surroundings} complete the commands of a trouble. */
    Looking(Identifier schema, Surroundings surroundings) {
        this.schema = schema;
        this.surroundings = surroundings;
    }

    /** The answer of a table itself; {@code waiting} is empty where nothing short of reading all rows would tell. */
    record Look(String capture, Optional<Long> waiting, String trouble) {
        /** At a table that was not looked at. */
        static final Look NONE = new Look("", Optional.empty(), "");

        /** At a table that triggers watch, and whose captured changes are all exported. */
        static final Look NOTHING_WAITS = new Look(CaptureMethod.TRIGGERS.words(), Optional.of(0L), "");
    }

    /** The state of a table when it was exported last, as tracking knows it. */
    record Last(Snapshot snapshot, WatchedState watched) {}

    /**
     * Looks at many tables at once: at those that were exported and that triggers watch. One that is left out is to be looked
     * at by itself, and tells why.
     *
     * @param unchanged tables of which the next export holds nothing: nothing waits in them
     */
    Map<TableName, Look> atAll(
            Session session, List<Entry> entries, Map<TableName, Last> exported, Set<TableName> unchanged) {
        Map<TableName, Look> looks = new HashMap<>();
        unchanged.forEach(table -> looks.put(table, Look.NOTHING_WAITS));
        List<Entry> wanted = entries.stream()
                .filter(entry -> entry.capture().method() instanceof Triggers
                        && !unchanged.contains(entry.table())
                        && exported.containsKey(entry.table())
                        && !entry.selection().hasExpressions())
                .toList();
        if (!wanted.isEmpty()) {
            looks.putAll(atAll(session, wanted, exported));
        }
        return looks;
    }

    private Map<TableName, Look> atAll(Session session, List<Entry> wanted, Map<TableName, Last> exported) {
        try {
            return session.transaction(BEGIN, () -> {
                List<CapturedTable> found = captured(session, wanted);
                List<Long> waiting = Window.count(
                        session,
                        found.stream()
                                .map(table ->
                                        window(session, table, Objects.requireNonNull(exported.get(table.name()))))
                                .toList());
                Map<TableName, Look> looks = new HashMap<>();
                for (int i = 0; i < found.size(); i++) {
                    CapturedTable table = found.get(i);
                    looks.put(table.name(), new Look(table.capture(), Optional.of(waiting.get(i)), ""));
                }
                return looks;
            });
        } catch (Failure failure) {
            return Map.of();
        }
    }

    private List<CapturedTable> captured(Session session, List<Entry> entries) {
        SourceTables sources = new SourceTables(session, schema)
                .knowing(entries.stream().map(Entry::table).toList());
        return entries.stream()
                .flatMap(entry -> captured(sources, entry).stream())
                .toList();
    }

    private static Optional<CapturedTable> captured(SourceTables sources, Entry entry) {
        try {
            SourceTable found = sources.find(entry.table(), entry.capture());
            ShippedTables.requireColumns(found, entry.selection());
            return Optional.of((CapturedTable) found);
        } catch (Failure failure) {
            return Optional.empty();
        }
    }

    /** Looks at one table. */
    Look at(Session session, Entry entry, Optional<Last> exported) {
        try {
            return session.transaction(BEGIN, () -> {
                SourceTable table = new SourceTables(session, schema).find(entry.table(), entry.capture());
                ShippedTable shipped = new ShippedTables(session).of(table, entry.selection(), Checked.NOTHING);
                return new Look(table.capture(), exported.flatMap(last -> waiting(session, shipped, last)), "");
            });
        } catch (Failure failure) {
            return new Look("", Optional.empty(), failure.told(surroundings));
        }
    }

    private static Optional<Long> waiting(Session session, ShippedTable shipped, Last last) {
        return shipped.source() instanceof WatchedTable table
                ? new Watch(session, shipped, table).beyond(last.watched())
                : Optional.of(
                        window(session, (CapturedTable) shipped.source(), last).captured());
    }

    private static Window window(Session session, CapturedTable table, Last last) {
        return new Window(session, table, last.snapshot());
    }
}
