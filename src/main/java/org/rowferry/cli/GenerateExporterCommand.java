package org.rowferry.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.rowferry.catalog.SchemaTables;
import org.rowferry.ddl.Scripts.SourceOptions;
import org.rowferry.ddl.SourceTableReader;
import org.rowferry.ddl.TableToCapture;
import org.rowferry.exporter.ExporterSettings;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Renders the capture of tables on a source. */
@Command(
        name = "exporter",
        description = {
            "Installs capture for tables on the source: shadow table, trigger function and triggers of each.",
            "Without a table, it takes all of the configuration that triggers capture, and all tables of a pattern such as"
                    + " public.*."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {
            "  rowferry generate exporter --config exporter.yaml --source postgresql://shop_owner@db1/shop --apply",
            "",
            "  rowferry generate exporter public.orders 'public.\"Order-Lines\"' --config exporter.yaml > capture.sql"
        })
final class GenerateExporterCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Mixin
    private Generation generation = new Generation();

    @Mixin
    private SourceRoles roles = new SourceRoles();

    @Mixin
    private NamedTables tables = new NamedTables();

    GenerateExporterCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        Optional<ExporterSettings> settings = tables.all().isEmpty() ? Optional.of(configured()) : Optional.empty();
        Generation.ScriptSide source = generation.source(wiring);
        try (Session session = source.connect("exporter")) {
            List<TableName> all = settings.map(known -> captured(session, source.schema(), known))
                    .orElseGet(tables::all);
            SourceOptions options = roles.options(session, source.schema());
            SourceTableReader found = new SourceTableReader(session, options.schema());
            if (generation.applies()) {
                found.requireInstalled();
            }
            SourceTableReader known = found.knowing(all, source::told);
            List<TableToCapture> captured = captured(known, source, all, settings);
            generation.conclude(
                    wiring, generation.scripts(wiring).exporter(options, captured), session, "capture of " + all);
        }
        return ExitCode.OK.number();
    }

    /** Names all tables at once that a pattern takes and that cannot be captured: they go into one list. */
    private static List<TableToCapture> captured(
            SourceTableReader known,
            Generation.ScriptSide source,
            List<TableName> all,
            Optional<ExporterSettings> settings) {
        List<TableToCapture> captured = new ArrayList<>();
        List<TableName> left = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        for (TableName table : all) {
            try {
                captured.add(known.captured(table, source.told(table)));
            } catch (Failure failure) {
                if (failure.family() != Family.SOURCE || !isByPattern(table, settings)) {
                    throw failure;
                }
                left.add(table);
                failures.add(failure);
            }
        }
        failures.stream().reduce(Failure::and).ifPresent(failure -> {
            throw failure.hint(
                    "If no target shall get " + (left.size() == 1 ? "it" : "them") + ", write except: ["
                            + left.stream().map(TableName::inYaml).collect(Collectors.joining(", "))
                            + "] beside the tables: of each target with the pattern, in ",
                    Mention.EXPORTER_FILE,
                    ".");
        });
        return captured;
    }

    private static boolean isByPattern(TableName table, Optional<ExporterSettings> settings) {
        return settings.stream()
                .flatMap(known -> known.targets().stream())
                .anyMatch(target -> target.list().pattern(table).isPresent());
    }

    private ExporterSettings configured() {
        ExporterSettings settings = generation
                .exporter(wiring)
                .orElseThrow(() -> new Failure(Family.USAGE, "no table is named")
                        .hint("Name tables, or the exporter's configuration with --config."));
        if (settings.patternSchemas().isEmpty()) {
            refuseNone(settings);
        }
        return settings;
    }

    private static List<TableName> captured(Session session, Identifier schema, ExporterSettings settings) {
        ExporterSettings resolved = settings.resolved(SchemaTables.all(session, settings.patternSchemas(), schema));
        refuseNone(resolved);
        return resolved.captured();
    }

    private static void refuseNone(ExporterSettings settings) {
        if (settings.captured().isEmpty()) {
            throw new Failure(Family.CONFIGURATION, "triggers capture no table of the configuration")
                    .hint(
                            "A table of which capture: says snapshot or watermark needs no script. Else name tables, or take"
                                    + " their capture: out of ",
                            Mention.EXPORTER_FILE,
                            ".");
        }
    }
}
