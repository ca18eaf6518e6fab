package org.rowferry.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rowferry.apply.AppliedTable;
import org.rowferry.apply.Proof.Different;
import org.rowferry.apply.Written;
import org.rowferry.link.Link;
import org.rowferry.link.LinkDifference;
import org.rowferry.link.LinkSettings;
import org.rowferry.link.Mirror;
import org.rowferry.link.Sync;
import org.rowferry.link.SyncReport;
import org.rowferry.link.SyncRequest;
import org.rowferry.postgres.Database;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Surroundings;
import org.rowferry.schema.BucketNumbers;
import org.rowferry.schema.FullTables;
import org.rowferry.schema.TableName;
import org.rowferry.watch.Job;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reads what links lead to. */
@Command(
        name = "sync",
        description = "Updates the tables and materialized views of links, each link in one transaction.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = "  rowferry sync --config importer.yaml --link north")
final class SyncCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The importer's configuration.")
    private Path config = Path.of("importer.yaml");

    @Mixin
    private ChosenLinks links = new ChosenLinks();

    @Option(
            names = "--full",
            arity = "0..*",
            paramLabel = "TABLE",
            description = "Reads these tables in full, or all tables if you name none.")
    private @Nullable List<TableName> full;

    @Option(
            names = "--verify",
            arity = "0..*",
            paramLabel = "TABLE",
            description =
                    "Compares these tables with the source's, or all tables if you name none. Ends with 11 if one differs.")
    private @Nullable List<TableName> verify;

    @Option(
            names = "--repair",
            paramLabel = "FILE|TABLE:BUCKETS",
            description =
                    "Reads all rows of buckets that differ, as a comparison prints them. Or a file with a line for each"
                            + " table. Repeatable.")
    private List<String> repair = new ArrayList<>();

    @Option(
            names = "--dry-run",
            description = "Does everything, prints the counts and rolls back. Views stay as they are.")
    private boolean dryRun;

    @Mixin
    private JobOptions options = new JobOptions();

    SyncCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    /** One link's failure does not keep the others from being read; the first decides the exit code. */
    @Override
    public Integer call() {
        options.applyTo(wiring.console());
        return WatchedRun.of(wiring, new Job("sync", config, dryRun), options, this::sync);
    }

    private int sync(WatchedRun run) {
        ImporterFile file = wiring.settings(config, ImporterFile::read);
        links.of(file.links());
        Database target = wiring.database(file.target().endpoint(), Family.TARGET);
        run.recordedIn(Histories.of(file, target));
        LinkSettings settings = run.configured(
                file.watch(),
                () -> new Patterns(wiring, run.journal()::warn).of(file).links(),
                known -> JobTables.ofLinks(known.links()));
        Sync sync = new Sync(target, settings, run.journal());
        List<Link> chosen = links.of(settings);
        Map<TableName, BucketNumbers> repairs = Repairs.read(repair);
        refuseUnknownTables(chosen, repairs.keySet());
        SyncRequest request = request(repairs);
        for (Link link : chosen) {
            wiring.console()
                    .learn(known -> known.overLink(
                            link.sourceUrl(Surroundings.Side.OWNER),
                            link.sourceSchema().name()));
            run.part("link", link.name(), tally -> sync(run, sync, link, request, tally));
        }
        return run.failures().exitCode();
    }

    /** A table that differs was written to, as the others were: it is a failure of the link's that undoes nothing. */
    private void sync(WatchedRun run, Sync sync, Link link, SyncRequest request, Tally tally) {
        Printed printed = new Printed(link, tally);
        try {
            sync.run(link, request, printed);
        } finally {
            printed.differences.forEach(
                    failure -> run.failures().goOnAfter(link.name().name(), failure));
        }
    }

    private void refuseUnknownTables(List<Link> chosen, Set<TableName> repaired) {
        List<TableName> known = chosen.stream()
                .flatMap(link -> link.tables(Mirror.TABLE).stream())
                .map(table -> table.entry().table())
                .toList();
        refuseUnknown("--full", full == null ? List.of() : full, known);
        refuseUnknown("--verify", verify == null ? List.of() : verify, known);
        refuseUnknown("--repair", repaired, known);
    }

    private static void refuseUnknown(String option, Collection<TableName> named, List<TableName> known) {
        for (TableName table : named) {
            if (!known.contains(table)) {
                throw new Failure(Family.USAGE, "no link that is synced has a table " + table)
                        .hint("Leave it out of " + option + "; the tables are " + known + ".");
            }
        }
    }

    private SyncRequest request(Map<TableName, BucketNumbers> repairs) {
        return new SyncRequest(
                full == null ? FullTables.NONE : FullTables.asked(full),
                verify == null ? FullTables.NONE : FullTables.asked(verify),
                repairs,
                dryRun);
    }

    /** Prints what became of one link. */
    private final class Printed implements SyncReport {
        private final Link link;
        private final Tally tally;
        private final List<Failure> differences = new ArrayList<>();

        Printed(Link link, Tally tally) {
            this.link = link;
            this.tally = tally;
        }

        @Override
        public void tables(List<SyncedTable> tables) {
            tally.add(tables);
            print(link.name() + ": " + (dryRun ? "would be synced" : "synced"));
            tables.stream()
                    .filter(this::isNews)
                    .forEach(table -> print(ImportCommand.line(table.line())
                            + (table.full().isEmpty() ? "" : ", whole, since " + table.full())));
            Numbers.ofUnchanged(tables.stream().filter(table -> !isNews(table)).count())
                    .ifPresent(this::print);
            ImportCommand.equal(tables.stream().map(SyncedTable::line).toList()).ifPresent(this::print);
            tables.stream().map(SyncedTable::line).forEach(this::differs);
        }

        private void differs(AppliedTable line) {
            if (line.proof().orElse(null) instanceof Different different) {
                differences.add(LinkDifference.of(link, line, different));
            }
        }

        /** A table that is read whole every time may be the same every time. */
        private boolean isNews(SyncedTable table) {
            AppliedTable line = table.line();
            Written written = line.written();
            return !table.full().isEmpty()
                    || line.keys() + written.deleted() + written.updated() + written.inserted() > 0
                    || !line.left().emptied().isEmpty()
                    || ImportCommand.isSpecial(line);
        }

        @Override
        public void view(Refreshed view) {
            tally.add(view);
            print(link.name() + ": " + view.view() + " refreshed" + (view.concurrently() ? " concurrently" : "") + ", "
                    + view.rows() + " rows, " + Sizes.of(view.took()));
        }

        private void print(String line) {
            wiring.console().print(line);
        }
    }
}
