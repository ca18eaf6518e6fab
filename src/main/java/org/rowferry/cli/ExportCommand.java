package org.rowferry.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rowferry.depot.Depots;
import org.rowferry.exporter.Exporter;
import org.rowferry.exporter.ExporterSettings;
import org.rowferry.exporter.ExporterSettings.Target;
import org.rowferry.exporter.Outcome;
import org.rowferry.exporter.Request;
import org.rowferry.postgres.Database;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.BucketNumbers;
import org.rowferry.schema.FullTables;
import org.rowferry.schema.Position;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;
import org.rowferry.watch.Job;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes one bundle for each target. */
@Command(
        name = "export",
        description = "Writes one bundle for each target: the changes since its last bundle, the first time all rows.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = "  rowferry export --config exporter.yaml --target reporting")
final class ExportCommand implements Callable<Integer> {
    private static final int MOST_JOBS = 64;

    private final Wiring wiring;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The exporter's configuration.")
    private Path config = Path.of("exporter.yaml");

    @Option(names = "--target", paramLabel = "NAME", description = "Only this target. Repeatable.")
    private List<StreamName> targets = new ArrayList<>();

    @Option(
            names = "--full",
            arity = "0..*",
            paramLabel = "TABLE",
            description = "Sends these tables in full, or all tables if you name none.")
    private @Nullable List<TableName> full;

    @Option(
            names = "--since",
            paramLabel = "N",
            description = "Sends again all changes after position N, to replace a lost file.")
    private @Nullable Position since;

    @Option(
            names = "--digests",
            arity = "0..*",
            paramLabel = "TABLE",
            description =
                    "Sends digests of these tables, or of all if you name none. With them the target proves that its rows"
                            + " are the same.")
    private @Nullable List<TableName> digests;

    @Option(
            names = "--repair",
            paramLabel = "FILE|TABLE:BUCKETS",
            description =
                    "Sends all rows of buckets that differ on the target, as it prints them. Or a file with a line for each"
                            + " table. Repeatable.")
    private List<String> repair = new ArrayList<>();

    @Option(names = "--allow-empty", description = "Writes a bundle even if nothing has changed.")
    private boolean allowEmpty;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "1",
            description = "Reads N tables at once, each through its own connection, at one snapshot.")
    private int jobs = 1;

    @Mixin
    private JobOptions options = new JobOptions();

    ExportCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    /** One target's failure does not keep the others from their bundles; the first decides the exit code. */
    @Override
    public Integer call() {
        options.applyTo(wiring.console());
        if (jobs < 1 || jobs > MOST_JOBS) {
            throw new Failure(Family.USAGE, "--jobs is " + jobs + ", not 1 to " + MOST_JOBS)
                    .hint("Give as many as the source has processors to spare: --jobs 4");
        }
        return WatchedRun.of(wiring, new Job("export", config, false), options, this::export);
    }

    private int export(WatchedRun run) {
        ExporterFile file = wiring.settings(config, ExporterFile::read);
        refuseUnknownTargets(file.exporter());
        Database source = wiring.database(file.exporter().source(), Family.SOURCE);
        run.recordedIn(Histories.of(file, source));
        ExporterSettings settings = run.configured(
                file.watch(), () -> new Patterns(wiring, run.journal()::warn).of(file.exporter()), JobTables::of);
        Map<TableName, BucketNumbers> repairs = Repairs.read(repair);
        List<Target> chosen = chosen(settings, repairs.keySet());
        Request request = request(repairs);
        Exporter exporter = new Exporter(source, settings, Version.tool(), run.journal()).withJobs(jobs);
        for (Target target : chosen) {
            run.part("target", target.name(), tally -> {
                Outcome outcome = exporter.run(target, Depots.at(target.outbox(), run.journal()), request);
                print(outcome);
                tally.add(outcome);
                outcome.leftOut().forEach(left -> run.failures().goOnAfter("target " + target.name(), worded(left)));
            });
        }
        return run.failures().exitCode();
    }

    private static boolean isNews(Outcome.ExportedContent line) {
        return !line.full().isEmpty() || line.keys() > 0 || line.rows() > 0;
    }

    private static Failure worded(Outcome.SkippedTable left) {
        return left.failure()
                .reworded("left out " + left.table() + ", which comes in full when it is whole again: "
                        + left.failure().getMessage());
    }

    private void refuseUnknownTargets(ExporterSettings settings) {
        Set<StreamName> wanted = new HashSet<>(targets);
        settings.targets().forEach(target -> wanted.remove(target.name()));
        if (!wanted.isEmpty()) {
            throw new Failure(Family.USAGE, "the configuration " + config + " names no target " + wanted)
                    .hint("Its targets are "
                            + settings.targets().stream().map(Target::name).toList() + ".");
        }
    }

    private List<Target> chosen(ExporterSettings settings, Set<TableName> repaired) {
        List<Target> chosen = settings.targets().stream()
                .filter(target -> targets.isEmpty() || targets.contains(target.name()))
                .toList();
        refuseUnknownTables(chosen, repaired);
        return chosen;
    }

    private void refuseUnknownTables(List<Target> chosen, Set<TableName> repaired) {
        Set<TableName> known = chosen.stream()
                .flatMap(target -> target.tables().stream())
                .map(ExporterSettings.Entry::table)
                .collect(Collectors.toSet());
        refuseUnknown("--full", full == null ? List.of() : full, known);
        refuseUnknown("--digests", digests == null ? List.of() : digests, known);
        refuseUnknown("--repair", repaired, known);
    }

    private static void refuseUnknown(String option, Collection<TableName> named, Set<TableName> known) {
        for (TableName table : named) {
            if (!known.contains(table)) {
                throw new Failure(Family.USAGE, "no target that is exported to has a table " + table)
                        .hint("Add it to the configuration, or leave it out of " + option + "; the tables are " + known
                                + ".");
            }
        }
    }

    private Request request(Map<TableName, BucketNumbers> repairs) {
        return new Request(
                full == null ? FullTables.NONE : FullTables.asked(full),
                Optional.ofNullable(since),
                digests == null ? FullTables.NONE : FullTables.asked(digests),
                repairs,
                allowEmpty);
    }

    private void print(Outcome outcome) {
        Console console = wiring.console();
        if (outcome instanceof Outcome.Exported exported) {
            console.print(exported.target() + ": wrote " + exported.file() + ", position " + exported.position() + ", "
                    + Sizes.of(exported.bytes()));
            for (Outcome.ExportedContent line : exported.tables()) {
                if (isNews(line)) {
                    console.print("  " + line.table() + ": "
                            + (line.full().isEmpty()
                                    ? line.keys() + " keys changed, " + line.rows() + " rows"
                                    : line.rows() + " rows in full, since " + line.full()));
                }
            }
            Numbers.ofUnchanged(exported.tables().stream()
                            .filter(line -> !isNews(line))
                            .count())
                    .ifPresent(console::print);
        } else {
            console.print(outcome.target() + ": nothing changed, no bundle written");
        }
    }
}
