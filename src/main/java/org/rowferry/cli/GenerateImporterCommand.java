package org.rowferry.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rowferry.ddl.TargetOptions;
import org.rowferry.ddl.TargetPlan;
import org.rowferry.ddl.TargetPlans;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Renders the tables of a target from the source's catalog. */
@Command(
        name = "importer",
        description = "Reads the source's catalog and renders the target's tables and tracking.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer =
                "  rowferry generate importer public.orders --config exporter.yaml | psql -X -f - postgresql://importer@warehouse/dw")
final class GenerateImporterCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Mixin
    private Generation generation = new Generation();

    @Option(
            names = "--target",
            paramLabel = "URL",
            description = "The target database that --apply runs the script on.")
    private @Nullable String target;

    @Option(
            names = "--importer-role",
            paramLabel = "ROLE",
            description = "Runs the imports; rowferry_importer where it exists on the target.")
    private @Nullable String importerRole;

    @Option(
            names = "--indexes",
            description = "Makes the source's indexes too, besides those that the keys make by themselves.")
    private boolean indexes;

    @Option(
            names = "--foreign-keys",
            description = "Makes the source's foreign keys between these tables too, without actions such as CASCADE.")
    private boolean foreignKeys;

    @Parameters(arity = "1..*", paramLabel = "TABLE", description = "schema.table, quoted as in SQL where it must be.")
    private List<TableName> tables = new ArrayList<>();

    GenerateImporterCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        TargetPlan plan = plan();
        Generation.Side side = generation.target(wiring, target);
        if (!generation.applies()) {
            TargetOptions options = new TargetOptions(
                    side.schema(), Optional.ofNullable(importerRole).map(Identifier::new));
            wiring.console()
                    .printScript(generation
                            .scripts()
                            .importer(options, plan)
                            .printed()
                            .stripTrailing());
            return ExitCode.OK.number();
        }
        try (Session session = side.connect("importer")) {
            TargetOptions options =
                    new TargetOptions(side.schema(), Generation.role(session, importerRole, "rowferry_importer"));
            generation.conclude(
                    wiring, generation.scripts().importer(options, plan), session, "tables on the target " + tables);
        }
        return ExitCode.OK.number();
    }

    private TargetPlan plan() {
        Generation.Side side = generation.source(wiring);
        try (Session session = side.connect("importer")) {
            TargetPlan plan = new TargetPlans(session, side.schema()).plan(tables, side::told, indexes, foreignKeys);
            return generation
                    .importer(wiring)
                    .map(settings -> new Placements(settings.feeds()).of(plan))
                    .orElse(plan);
        }
    }
}
