package org.rowferry.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rowferry.cli.PlannedTables.Planned;
import org.rowferry.ddl.Arrival;
import org.rowferry.ddl.Scripts.TargetOptions;
import org.rowferry.ddl.TargetPlan;
import org.rowferry.ddl.TargetPlans;
import org.rowferry.exporter.ExporterSettings;
import org.rowferry.exporter.ExporterSettings.Target;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Renders the tables of a target from the source's catalog. */
@Command(
        name = "importer",
        description = {
            "Reads the source's catalog, and creates the tables and the tracking on the target.",
            "Without a table, it takes all of the configuration; of two, those that both name."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = "  rowferry generate importer public.orders --config exporter.yaml | psql -X -f -"
                + " postgresql://importer@warehouse/dw")
final class GenerateImporterCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Mixin
    private Generation generation = new Generation();

    @Option(
            names = "--target",
            paramLabel = "URL|NAME",
            description = "The target database for --apply; or the name of a target of the exporter's configuration,"
                    + " whose columns and transform define the tables. Repeatable, once for each.")
    private List<String> targets = new ArrayList<>();

    @Option(
            names = "--importer-role",
            paramLabel = "ROLE",
            description = "The role that runs the imports. Default: the one of an earlier run, or rowferry_importer.")
    private @Nullable String importerRole;

    @Option(names = "--indexes", description = "Also creates the source's indexes, besides those of the keys.")
    private boolean indexes;

    @Option(
            names = "--foreign-keys",
            description =
                    "Also creates the source's foreign keys between these tables, without actions such as CASCADE.")
    private boolean foreignKeys;

    @Option(
            names = "--fillfactor",
            paramLabel = "N",
            description = "How full INSERT makes a page of a new table, in percent. The rest is for updated rows."
                    + " A table that exists keeps its own. Default: ${DEFAULT-VALUE}; 100 leaves no room.")
    private int fillfactor = TargetOptions.FILLFACTOR;

    @Mixin
    private NamedTables tables = new NamedTables();

    GenerateImporterCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        if (fillfactor < 10 || fillfactor > 100) {
            throw new Failure(Family.USAGE, "--fillfactor is " + fillfactor + ", which PostgreSQL does not take")
                    .hint("Give a number from 10 to 100; 90 is the default.");
        }
        Optional<ExporterSettings> exporter = generation.exporter(wiring);
        Optional<ImporterFile> importer = generation.importer(wiring);
        Optional<StreamName> named = named(exporter);
        Planned planned =
                new PlannedTables(wiring, generation.source(wiring), exporter, importer, named).of(tables.all());
        List<TableName> all = planned.tables();
        TargetPlan plan = plan(planned);
        plan.leftOut().forEach(what -> wiring.console().complain("left out: " + what));
        Generation.ScriptSide side = generation.target(wiring, database(named));
        if (!generation.applies()) {
            TargetOptions options = new TargetOptions(
                    side.schema(), Optional.ofNullable(importerRole).map(Identifier::new), fillfactor);
            wiring.console()
                    .printScript(generation
                            .scripts(wiring)
                            .importer(options, plan)
                            .printed()
                            .stripTrailing());
            return ExitCode.OK.number();
        }
        try (Session session = side.connect("importer")) {
            TableName tracking = new TableName(side.schema(), new Identifier("import_tracking"));
            TargetOptions options = new TargetOptions(
                    side.schema(),
                    Generation.role(
                            session,
                            importerRole,
                            LetInRole.only(session, tracking, LetInRole::writes).orElse("rowferry_importer")),
                    fillfactor);
            generation.conclude(
                    wiring, generation.scripts(wiring).importer(options, plan), session, "tables on the target " + all);
        }
        return ExitCode.OK.number();
    }

    /** A target of the configuration is known by its name, and whatever else is said is a database. */
    private Optional<StreamName> named(Optional<ExporterSettings> exporter) {
        return exporter.stream()
                .flatMap(settings -> settings.targets().stream())
                .map(Target::name)
                .filter(name -> targets.contains(name.toString()))
                .findFirst();
    }

    private @Nullable String database(Optional<StreamName> named) {
        List<String> others = targets.stream()
                .filter(text ->
                        named.filter(name -> name.toString().equals(text)).isEmpty())
                .toList();
        if (others.size() > 1) {
            throw new Failure(Family.USAGE, "--target names more than one database: " + String.join(", ", others))
                    .hint(
                            "Name one; for a target of the exporter's configuration add --config ",
                            Mention.EXPORTER_FILE,
                            ".");
        }
        return others.isEmpty() ? null : others.get(0);
    }

    private TargetPlan plan(Planned planned) {
        Generation.ScriptSide side = generation.source(wiring);
        try (Session session = side.connect("importer")) {
            List<Arrival> arriving = planned.tables().stream()
                    .map(table -> planned.arrivals().of(session, side.schema(), table))
                    .toList();
            TargetPlan plan = new TargetPlans(session, side.schema()).plan(arriving, indexes, foreignKeys);
            return planned.importer()
                    .map(file -> new Placements(file.links().feeds()).of(plan))
                    .orElse(plan);
        }
    }
}
