package org.rowferry.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rowferry.config.Durations;
import org.rowferry.ddl.FdwReader;
import org.rowferry.ddl.SourceTableReader;
import org.rowferry.ddl.SourceTableReader.Shadow;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Renders the role and the rights that targets read a source with. */
@Command(
        name = "source",
        description =
                "Creates the role for targets on a source, and grants it to read tables and their captured changes.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {
            "  rowferry generate fdw source public.orders --config exporter.yaml \\",
            "      --source postgresql://shop_owner@db1/shop --apply"
        })
final class GenerateFdwSourceCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Mixin
    private Generation generation = new Generation();

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "The role for targets, created if it does not exist. Default: ${DEFAULT-VALUE}.")
    private String role = "rowferry_reader";

    @Option(
            names = "--read-only",
            description = "Only grants rights. The same happens if Rowferry's schema does not exist.")
    private boolean readOnly;

    @Option(
            names = "--targets",
            paramLabel = "N",
            description = "The number of targets for which the role may report applied changes. Default: 1.")
    private @Nullable Integer targets;

    @Option(
            names = "--give-up-after",
            paramLabel = "TIME",
            description = "How long a silent target delays the purge, such as '90 days'. Default: 30 days. After that"
                    + " time it reads its tables in full.")
    private @Nullable String giveUpAfter;

    @Option(
            names = "--captured",
            description = "Prints the script for tables that will be captured later. Not with --apply.")
    private boolean captured;

    @Parameters(arity = "1..*", paramLabel = "TABLE", description = "schema.table, quoted as in SQL if necessary.")
    private List<TableName> tables = new ArrayList<>();

    GenerateFdwSourceCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        Generation.ScriptSide source = generation.source(wiring);
        try (Session session = source.connect("fdw source")) {
            SourceTableReader found = new SourceTableReader(session, source.schema());
            boolean toCome = captured && !generation.applies();
            Optional<Identifier> schema =
                    Optional.of(source.schema()).filter(own -> !readOnly && (toCome || found.isInstalled()));
            FdwReader reader = new FdwReader(
                    new Identifier(role),
                    schema,
                    source.retain(),
                    telling(),
                    tables.stream()
                            .distinct()
                            .map(table -> found.readable(table, shadow(schema.isPresent(), toCome)))
                            .toList());
            generation.conclude(
                    wiring, generation.scripts(wiring).fdwSource(reader), session, "rights to read " + tables);
        }
        return ExitCode.OK.number();
    }

    private FdwReader.Telling telling() {
        if (targets != null && targets < 1) {
            throw new Failure(Family.USAGE, "--targets " + targets + " lets the role report for no target")
                    .hint("Name a number from 1 on, or leave it out.");
        }
        try {
            return new FdwReader.Telling(
                    Optional.ofNullable(targets),
                    Optional.ofNullable(giveUpAfter).map(Durations::parse));
        } catch (IllegalArgumentException e) {
            throw new Failure(Family.USAGE, "--give-up-after: " + e.getMessage())
                    .hint("Write it with its unit, up to a hundred years: --give-up-after '36500 days'");
        }
    }

    private static Shadow shadow(boolean installed, boolean toCome) {
        if (!installed) {
            return Shadow.NONE;
        }
        return toCome ? Shadow.OF_CAPTURE_TO_COME : Shadow.OF_CAPTURE;
    }
}
