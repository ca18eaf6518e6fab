package org.rowferry.cli;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.rowferry.apply.Feed;
import org.rowferry.catalog.SchemaTables;
import org.rowferry.ddl.CaptureRegistry;
import org.rowferry.exporter.ExporterSettings;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** Asks a database, before a command begins, for the tables that the patterns of a configuration take. */
final class Patterns {
    private final Wiring wiring;
    private final Consumer<Failure> notes;

    /** @param notes hears of tables that a pattern does not take, and of patterns that take none */
    Patterns(Wiring wiring, Consumer<Failure> notes) {
        this.wiring = wiring;
        this.notes = notes;
    }

    /** Resolves the exporter's configuration, through a session of its own if it has a pattern. */
    ExporterSettings of(ExporterSettings settings) {
        if (settings.patternSchemas().isEmpty()) {
            return settings;
        }
        try (Session session = wiring.database(settings.source(), Family.SOURCE).connect("patterns")) {
            return of(session, settings, settings.schema(), CaptureRegistry.ofJob(session, settings.schema()));
        }
    }

    /** Resolves the exporter's configuration; {@code schema} is Rowferry's own on the source. */
    ExporterSettings of(Session session, ExporterSettings settings, Identifier schema, CaptureRegistry registry) {
        List<TableName> tables = SchemaTables.all(session, settings.patternSchemas(), schema);
        ExporterSettings.Resolved resolved = settings.resolved(tables, registry.names());
        resolved.notes().forEach(notes);
        return resolved.settings();
    }

    /** Resolves the importer's configuration, through a session of its own if it has a pattern. */
    ImporterFile of(ImporterFile file) {
        if (file.patternSchemas().isEmpty()) {
            return file;
        }
        try (Session session =
                wiring.database(file.target().endpoint(), Family.TARGET).connect("patterns")) {
            return of(session, file, new Identifier(file.target().endpoint().user()));
        }
    }

    /** Resolves the importer's configuration; {@code importer} is the role that writes the tables. */
    ImporterFile of(Session session, ImporterFile file, Identifier importer) {
        Set<Identifier> schemas = file.patternSchemas();
        if (schemas.isEmpty()) {
            return file;
        }
        List<TableName> tables =
                SchemaTables.writable(session, schemas, file.target().schema(), importer);
        file.importer()
                .inboxes()
                .forEach(inbox -> Feed.unmatched(inbox.name(), inbox.feed().list(), tables, importer)
                        .ifPresent(notes));
        file.links()
                .links()
                .forEach(link -> Feed.unmatched(link.name(), link.list(), tables, importer)
                        .ifPresent(notes));
        return file.resolved(tables);
    }
}
