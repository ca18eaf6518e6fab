package org.rowferry.cli;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rowferry.apply.FeedEntry;
import org.rowferry.catalog.SchemaTables;
import org.rowferry.ddl.CaptureRegistry;
import org.rowferry.exporter.ExporterSettings;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/**
 * Makes out which tables a target is to have. A pattern takes captured tables of the source here: the target's own, which
 * it takes in every other command, are yet to be made.
 */
record PlannedTables(
        Wiring wiring,
        Generation.ScriptSide source,
        Optional<ExporterSettings> exporter,
        Optional<ImporterFile> importer,
        Optional<StreamName> asked) {

    /**
     * The tables, and the settings of both sides for them.
     *
     * @param importer empty where no configuration of the importer was given
     */
    record Planned(List<TableName> tables, Arrivals arrivals, Optional<ImporterFile> importer) {
        Planned {
            tables = List.copyOf(tables);
        }
    }

    /** Takes the tables that were named, or those of the configurations. */
    Planned of(List<TableName> named) {
        if (!named.isEmpty()) {
            return planned(named, exporter.map(settings -> settings.resolved(named)), named);
        }
        Set<Identifier> schemas = new HashSet<>();
        exporter.ifPresent(settings -> schemas.addAll(settings.patternSchemas()));
        importer.ifPresent(file -> schemas.addAll(file.patternSchemas()));
        if (schemas.isEmpty()) {
            return planned(named, exporter, List.of());
        }
        try (Session session = source.connect("importer")) {
            CaptureRegistry registry = CaptureRegistry.ofOwner(session, source.schema());
            Optional<ExporterSettings> resolved = exporter.map(settings ->
                    new Patterns(wiring, wiring.console()::print).of(session, settings, source.schema(), registry));
            return planned(
                    named,
                    resolved,
                    resolved.map(ExporterSettings::tables).orElseGet(() -> captured(session, registry, schemas)));
        }
    }

    private List<TableName> captured(Session session, CaptureRegistry registry, Set<Identifier> schemas) {
        Set<TableName> captured = registry.names();
        return SchemaTables.all(session, schemas, source.schema()).stream()
                .filter(captured::contains)
                .toList();
    }

    /** @param found the tables that the importer's patterns take */
    private Planned planned(List<TableName> named, Optional<ExporterSettings> settings, Collection<TableName> found) {
        Arrivals arrivals = Arrivals.of(settings, asked);
        Optional<ImporterFile> file = importer.map(known -> known.resolved(found));
        return new Planned(
                named.isEmpty() ? arrivals.tables(ofImporter(file), true) : arrivals.tables(named, false),
                arrivals,
                file);
    }

    /** Without a name, it is the tables of the importer's configuration that this source has for a target. */
    private static List<TableName> ofImporter(Optional<ImporterFile> file) {
        return file.stream()
                .flatMap(known -> known.importer().feeds().stream())
                .flatMap(feed -> feed.tables().stream())
                .map(FeedEntry::table)
                .toList();
    }
}
