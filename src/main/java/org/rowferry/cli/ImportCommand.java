package org.rowferry.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.rowferry.apply.AppliedTable;
import org.rowferry.apply.Proof;
import org.rowferry.apply.Proof.Different;
import org.rowferry.apply.Proof.Equal;
import org.rowferry.apply.Proof.NotCompared;
import org.rowferry.apply.Written;
import org.rowferry.depot.Depots;
import org.rowferry.importer.Consent;
import org.rowferry.importer.Importer;
import org.rowferry.importer.ImporterSettings;
import org.rowferry.importer.ImporterSettings.Inbox;
import org.rowferry.importer.Result;
import org.rowferry.postgres.Database;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Kind;
import org.rowferry.schema.Position;
import org.rowferry.schema.StreamName;
import org.rowferry.watch.Job;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Applies what waits in the inboxes. */
@Command(
        name = "import",
        description = "Applies the bundles in the inboxes, in order, each in one transaction.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = "  rowferry import --config importer.yaml --dry-run")
final class ImportCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The importer's configuration.")
    private Path config = Path.of("importer.yaml");

    @Option(names = "--inbox", paramLabel = "NAME", description = "Only this inbox. Repeatable.")
    private List<StreamName> inboxes = new ArrayList<>();

    @Option(names = "--dry-run", description = "Does everything, prints the counts and rolls back.")
    private boolean dryRun;

    @Option(
            names = "--accept-incarnation",
            paramLabel = "UUID",
            description = "Follows this new incarnation of a source from now on. Repeatable.")
    private Set<UUID> incarnations = new HashSet<>();

    @Option(
            names = "--accept-jump",
            paramLabel = "NUMBER",
            description = "Accepts the bundle with this number, however many are missing before it. Repeatable.")
    private Set<Position> jumps = new HashSet<>();

    @Mixin
    private JobOptions options = new JobOptions();

    ImportCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    /** One inbox's failure does not keep the others from being read; the first decides the exit code, and a bug of ours. */
    @Override
    public Integer call() {
        options.applyTo(wiring.console());
        return WatchedRun.of(wiring, new Job("import", config, dryRun), options, this::importAll);
    }

    private int importAll(WatchedRun run) {
        ImporterFile file = wiring.settings(config, ImporterFile::read);
        refuseUnknownInboxes(file.importer());
        Database target = wiring.database(file.target().endpoint(), Family.TARGET);
        run.recordedIn(Histories.of(file, target));
        ImporterFile resolved = run.configured(
                file.watch(),
                () -> new Patterns(wiring, run.journal()::warn).of(file),
                known -> JobTables.of(known.importer().feeds()));
        ImporterSettings settings = resolved.importer();
        Importer importer = new Importer(target, settings, resolved.links().feeds(), run.journal());
        chosen(settings)
                .forEach(inbox -> run.part("inbox", inbox.name(), tally -> importFrom(inbox, importer, run, tally)));
        return run.failures().exitCode();
    }

    private void refuseUnknownInboxes(ImporterSettings settings) {
        List<StreamName> known = settings.inboxes().stream().map(Inbox::name).toList();
        if (known.isEmpty()) {
            throw new Failure(Family.CONFIGURATION, "the configuration " + config + " names no inbox")
                    .hint("Its links are read by: ", Invocation.ofImporter("sync", ""));
        }
        for (StreamName name : inboxes) {
            if (!known.contains(name)) {
                throw new Failure(Family.USAGE, "the configuration " + config + " names no inbox " + name)
                        .hint("Its inboxes are " + known + ".");
            }
        }
    }

    private List<Inbox> chosen(ImporterSettings settings) {
        return settings.inboxes().stream()
                .filter(inbox -> inboxes.isEmpty() || inboxes.contains(inbox.name()))
                .toList();
    }

    private void importFrom(Inbox inbox, Importer importer, WatchedRun run, Tally tally) {
        Differences differences = new Differences();
        try {
            importer.run(
                    inbox, Depots.at(inbox.from(), run.journal()), new Consent(incarnations, jumps), dryRun, result -> {
                        tally.add(result);
                        print(inbox, run.failures(), result);
                        differences.add(result);
                    });
        } finally {
            differences
                    .failures()
                    .forEach(failure -> run.failures().goOnAfter(inbox.name().name(), failure));
        }
        if (tally.isEmpty()) {
            wiring.console().print(inbox.name() + ": nothing waits");
        }
    }

    private void print(Inbox inbox, FirstFailure failures, Result result) {
        String bundle = inbox.name() + ": " + result.bundle();
        if (result instanceof Result.Applied applied) {
            wiring.console().print(bundle + (dryRun ? " would be applied" : " applied"));
            applied.tables().stream()
                    .filter(ImportCommand::isNews)
                    .forEach(line -> wiring.console().print(line(line)));
            Numbers.ofUnchanged(applied.tables().stream()
                            .filter(line -> !isNews(line))
                            .count())
                    .ifPresent(wiring.console()::print);
            equal(applied.tables()).ifPresent(wiring.console()::print);
            applied.passedDigests()
                    .forEach(table -> wiring.console()
                            .print("  " + table + ": not compared, because it stands at a later position than the"
                                    + " digests"));
            applied.leftOut()
                    .forEach(left -> wiring.console()
                            .print("  " + left.table() + ": left out by the source, as it was before: "
                                    + left.reason()));
        } else if (result instanceof Result.Refused refused) {
            failures.goOnAfter(result.bundle().toString(), refused.failure());
            wiring.console().print(bundle + " refused; it stays where it is");
        } else {
            wiring.console().print(bundle + " was applied already");
        }
    }

    private static boolean isNews(AppliedTable line) {
        return line.kind() == Kind.FULL || line.keys() > 0 || line.rows() > 0 || isSpecial(line);
    }

    /** Returns whether something is to be told of a table, be any row of it written or not. */
    static boolean isSpecial(AppliedTable line) {
        return !line.ignored().isEmpty()
                || line.repaired().isPresent()
                || line.proof().filter(proof -> !(proof instanceof Equal)).isPresent();
    }

    /** Words how many tables were proven equal, if any was. */
    static Optional<String> equal(List<AppliedTable> lines) {
        long equal = lines.stream()
                .flatMap(line -> line.proof().stream())
                .filter(Equal.class::isInstance)
                .count();
        return equal == 0
                ? Optional.empty()
                : Optional.of("  proven equal to the source: " + equal + (equal == 1 ? " table" : " tables"));
    }

    /** Words what was done to one table. */
    static String line(AppliedTable line) {
        Written written = line.written();
        String into = line.into().equals(line.table()) ? "" : " into " + line.into();
        String ignored = columns(", left out: ", line.ignored());
        String emptied =
                columns(", emptied, since it is withheld by now: ", line.left().emptied());
        String kind = line.repaired()
                .map(buckets -> "repair of " + buckets.numbers().size() + " of " + buckets.buckets() + " buckets with "
                        + line.rows() + " rows, repaired: ")
                .orElse(line.kind() + " of " + line.rows() + " rows, ");
        return "  " + line.table() + into + ": " + kind + written.deleted() + " deleted, " + written.updated()
                + " updated, " + written.inserted() + " inserted" + ignored + emptied
                + line.proof().map(ImportCommand::proof).orElse("");
    }

    private static String proof(Proof proof) {
        if (proof instanceof Different different) {
            return ", DIFFERS in " + different.buckets().numbers().size() + " of "
                    + different.buckets().buckets() + " buckets";
        }
        return proof instanceof NotCompared not ? ", not compared, because " + not.why() : ", equal to the source";
    }

    private static String columns(String what, List<Identifier> columns) {
        return columns.isEmpty()
                ? ""
                : what + columns.stream().map(Identifier::name).collect(Collectors.joining(", "));
    }
}
