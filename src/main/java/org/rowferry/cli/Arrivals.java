package org.rowferry.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.capture.Expressions;
import org.rowferry.capture.Expressions.Checked;
import org.rowferry.capture.ShippedTables;
import org.rowferry.capture.SourceTable;
import org.rowferry.capture.SourceTables;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.Relation;
import org.rowferry.ddl.Arrival;
import org.rowferry.exporter.ExporterSettings;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.ExporterSettings.Target;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Selection;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/**
 * Makes out what arrives of a source's tables, by the entries of the exporter's configuration.
 *
 * @param targets those that may be meant: all of the configuration, or one
 * @param asked the one that was asked for
 */
record Arrivals(List<Target> targets, Optional<StreamName> asked) {
    Arrivals {
        targets = List.copyOf(targets);
    }

    /** Takes the one target that a name is of, or all targets. */
    static Arrivals of(Optional<ExporterSettings> settings, Optional<StreamName> asked) {
        List<Target> targets = settings.map(ExporterSettings::targets).orElse(List.of());
        return new Arrivals(
                targets.stream()
                        .filter(target -> asked.isEmpty() || asked.get().equals(target.name()))
                        .toList(),
                asked);
    }

    /**
     * Returns the tables that were named, or else all of the targets'.
     *
     * @param ofBoth the names come from the other side's configuration, so that only those are meant that targets get
     */
    List<TableName> tables(List<TableName> named, boolean ofBoth) {
        List<TableName> shipped = targets.stream()
                .flatMap(target -> target.tables().stream())
                .map(Entry::table)
                .toList();
        List<TableName> tables = named.isEmpty()
                ? shipped
                : named.stream()
                        .filter(table -> !ofBoth || shipped.isEmpty() || shipped.contains(table))
                        .toList();
        if (tables.isEmpty()) {
            throw new Failure(Family.USAGE, "no table is named")
                    .hint("Name tables, or a configuration with --config whose tables are meant.");
        }
        return tables.stream().distinct().toList();
    }

    /**
     * Returns what arrives of a table.
     *
     * @throws Failure if targets get it differently and none was asked for, or the one that was does not get it
     */
    Arrival of(Session session, Identifier schema, TableName table) {
        Map<StreamName, CaptureSettings> entries = targets.stream()
                .flatMap(target -> target.tables().stream()
                        .filter(entry -> entry.table().equals(table))
                        .map(entry -> Map.entry(target.name(), entry.capture())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        if (entries.isEmpty() && asked.isPresent()) {
            throw new Failure(Family.CONFIGURATION, "the target " + asked.get() + " does not get " + table)
                    .hint("Add it under tables: of that target in ", Mention.EXPORTER_FILE, ".");
        }
        if (entries.values().stream().distinct().count() > 1) {
            List<StreamName> names = entries.keySet().stream().sorted().toList();
            throw new Failure(Family.USAGE, "the targets " + names + " get " + table + " differently")
                    .hint("Say which of them the tables are for: --target " + names.get(0));
        }
        return entries.values().stream()
                .findFirst()
                .map(settings -> arrival(session, schema, table, settings))
                .orElseGet(() -> Arrival.whole(table, Optional.empty()));
    }

    private static Arrival arrival(Session session, Identifier schema, TableName table, CaptureSettings settings) {
        Selection selection = settings.selection();
        Optional<Relation> base =
                selection.names().isEmpty() && selection.where().isEmpty()
                        ? Optional.empty()
                        : new Catalog(session).find(table);
        if (base.isEmpty()) {
            return Arrival.whole(table, settings.toldKey());
        }
        SourceTable source = new SourceTables(session, schema).whole(base.get(), settings);
        Checked checked = new Expressions(session, source).check(selection);
        return new Arrival(
                table,
                settings.toldKey(),
                Optional.of(new ShippedTables(session)
                        .of(source, selection, checked)
                        .columns()),
                checked.types().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, type -> type.getValue().oid())),
                selection.where().isPresent());
    }
}
