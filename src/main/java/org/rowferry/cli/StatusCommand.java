package org.rowferry.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.rowferry.apply.TableStatus;
import org.rowferry.config.Configuration;
import org.rowferry.ddl.CaptureRegistry;
import org.rowferry.depot.Depots;
import org.rowferry.exporter.ExportStatus;
import org.rowferry.exporter.ExporterSettings;
import org.rowferry.importer.ImportStatus;
import org.rowferry.importer.ImporterSettings;
import org.rowferry.link.LinkSettings;
import org.rowferry.link.LinkStatus;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.runs.RecordedRun;
import org.rowferry.runs.RunHistory;
import org.rowferry.watch.Job;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells where every target or inbox stands. */
@Command(
        name = "status",
        description = {
            "On a source: the bundles that each target was sent, and the waiting changes.",
            "On a target: the position of each inbox and link, and the waiting and missing bundles."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = "  rowferry status --config importer.yaml --json")
final class StatusCommand implements Callable<Integer> {
    private static final int RUNS_SHOWN = 50;

    private final Wiring wiring;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The configuration of the exporter or the importer.")
    private Path config = Path.of("exporter.yaml");

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Option(names = "--history", description = "Shows the last runs instead, also those that failed.")
    private boolean history;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Shows N runs of the history. Default: " + RUNS_SHOWN + ".")
    private Optional<Integer> limit = Optional.empty();

    @Mixin
    private MetricsOption metrics = new MetricsOption();

    StatusCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        if (limit.isPresent() && (!history || limit.get() < 1)) {
            throw new Failure(
                            Family.USAGE,
                            history
                                    ? "--limit is " + limit.get() + ", not 1 or more"
                                    : "--limit is for --history alone")
                    .hint("Say how many runs are shown: --history --limit " + RUNS_SHOWN);
        }
        return WatchedRun.of(wiring, new Job("status", config, false), JobOptions.of(metrics), this::tell);
    }

    private int tell(WatchedRun run) {
        boolean ofTarget = Configuration.read(config).root().text("target").isPresent();
        if (ofTarget) {
            ImporterFile file = wiring.settings(config, ImporterFile::read);
            run.configured(file.watch().metricsAlone(), Map.of());
            if (history) {
                printHistory(Histories.of(file, wiring.database(file.target().endpoint(), Family.TARGET)));
                return run.failures().exitCode();
            }
            ImporterFile resolved = new Patterns(wiring, wiring.console()::print).of(file);
            List<ImportStatus.InboxStatus> inboxes = inboxes(resolved.importer(), run.failures()::goOnAfter);
            List<LinkStatus.OfLink> links = links(resolved.links());
            inboxes.forEach(inbox -> run.stands(Standings.of(inbox)));
            links.forEach(link -> run.stands(Standings.of(link)));
            printFeeds(inboxes, links);
        } else {
            ExporterFile file = wiring.settings(config, ExporterFile::read);
            run.configured(file.watch().metricsAlone(), Map.of());
            if (history) {
                printHistory(Histories.of(file, wiring.database(file.exporter().source(), Family.SOURCE)));
                return run.failures().exitCode();
            }
            ExporterSettings settings = new Patterns(wiring, wiring.console()::print).of(file.exporter());
            List<ExportStatus.TargetStatus> targets = targets(settings, run.failures()::goOnAfter);
            targets.forEach(target -> run.stands(Standings.of(target)));
            printTargets(targets);
        }
        return run.failures().exitCode();
    }

    private void printHistory(RunHistory ofRuns) {
        List<RecordedRun> runs = ofRuns.newest(limit.orElse(RUNS_SHOWN));
        if (json) {
            wiring.console().printJson(Json.of(runs));
        } else if (runs.isEmpty()) {
            wiring.console().print("no run is recorded yet");
        } else {
            HistoryTable.of(runs).forEach(wiring.console()::print);
        }
    }

    private List<ExportStatus.TargetStatus> targets(ExporterSettings settings, BiConsumer<String, Failure> unread) {
        Database source = wiring.database(settings.source(), Family.SOURCE);
        List<ExportStatus.TargetStatus> targets =
                new ExportStatus(source, settings, wiring.console().surroundings()).read(unread);
        try (Session session = source.connect("status")) {
            new DroppedTables(wiring).tell(CaptureRegistry.ofJob(session, settings.schema()), List.of());
        }
        return targets;
    }

    private List<ImportStatus.InboxStatus> inboxes(ImporterSettings settings, BiConsumer<String, Failure> unread) {
        Database target = wiring.database(settings.target().endpoint(), Family.TARGET);
        return new ImportStatus(
                        target,
                        settings,
                        location -> Depots.at(location, wiring.journal()),
                        wiring.console().surroundings())
                .read(unread);
    }

    private List<LinkStatus.OfLink> links(LinkSettings settings) {
        return new LinkStatus(wiring.database(settings.target().endpoint(), Family.TARGET), settings).read();
    }

    private void printTargets(List<ExportStatus.TargetStatus> targets) {
        if (json) {
            wiring.console().printJson(Json.of(targets));
            return;
        }
        for (ExportStatus.TargetStatus target : targets) {
            wiring.console().print("target " + target.target() + last(target) + trouble(target.trouble()));
            target.tables().forEach(table -> wiring.console().print("  " + line(table)));
        }
    }

    /** Names the file that a target must have had, since nobody misses the last one before there is another. */
    private static String last(ExportStatus.TargetStatus target) {
        String usedUp = target.usedUp().isEmpty()
                ? ""
                : ", then " + Numbers.of(target.usedUp()) + " begun by runs that did not end";
        return target.last()
                        .map(last -> ", last " + last.file() + " of " + time(Optional.of(last.exported()))
                                + (last.inOutbox() ? ", in the outbox" : ", taken from the outbox"))
                        .orElse("")
                + usedUp;
    }

    private static String line(ExportStatus.ExportedTable table) {
        String shipped = table.position()
                .map(position -> "position " + position + " of " + time(table.exported()) + ", " + table.kind() + " of "
                        + table.rows() + " rows, " + Sizes.of(table.bytes()))
                .orElse("not exported yet");
        String waiting = table.full().isEmpty()
                ? table.waiting()
                        .map(changes -> ", " + changes + " changes waiting")
                        .orElse("")
                : ", next in full, since " + table.full();
        String drift = table.drift().isEmpty() ? "" : ", next with " + table.drift();
        String age = table.oldestAtMost()
                .map(oldest -> ", the oldest for " + Sizes.of(oldest) + " at the most")
                .orElse("");
        String capture =
                table.capture().isEmpty() || table.capture().equals("trigger") ? "" : ", by " + table.capture();
        return table.table() + ": " + shipped + capture + waiting + drift + age + trouble(table.trouble());
    }

    private void printFeeds(List<ImportStatus.InboxStatus> inboxes, List<LinkStatus.OfLink> links) {
        if (json) {
            List<Object> feeds = new ArrayList<>(inboxes);
            feeds.addAll(links);
            wiring.console().printJson(Json.of(feeds));
            return;
        }
        for (ImportStatus.InboxStatus inbox : inboxes) {
            wiring.console().print("inbox " + inbox.inbox() + age(inbox) + trouble(inbox.trouble()));
            inbox.tables().forEach(table -> wiring.console().print("  " + line(table)));
            inbox.waiting()
                    .forEach(file -> wiring.console()
                            .print("  waiting: " + file.file() + ", " + Sizes.of(file.bytes()) + ", "
                                    + file.verdict()));
        }
        for (LinkStatus.OfLink link : links) {
            wiring.console().print("link " + link.link());
            link.tables()
                    .forEach(table -> wiring.console().print("  " + line(table.table()) + ", by " + table.capture()));
            link.views().forEach(view -> wiring.console().print("  " + line(view)));
        }
    }

    private static String age(ImportStatus.InboxStatus inbox) {
        return inbox.trueAt()
                        .map(at -> ": true at the source at " + time(Optional.of(at)))
                        .orElse("")
                + inbox.due()
                        .map(due -> ", next bundle due by " + time(Optional.of(due)))
                        .orElse("")
                + inbox.overdue().map(late -> ", OVERDUE for " + Sizes.of(late)).orElse("");
    }

    private static String line(LinkStatus.OfView view) {
        return view.view() + ": "
                + view.took()
                        .map(took ->
                                "refreshed " + time(view.refreshed()) + ", " + view.rows() + " rows, " + Sizes.of(took))
                        .orElse("not refreshed yet");
    }

    private static String line(TableStatus table) {
        String into = table.into().equals(table.table()) ? "" : " into " + table.into();
        String ignored = table.ignored().isEmpty() ? "" : ", left out: " + String.join(", ", table.ignored());
        return table.table() + into + ": "
                + table.position()
                        .map(position -> "position " + position
                                + table.trueAt()
                                        .map(at -> ", true at the source at " + time(Optional.of(at)))
                                        .orElse("")
                                + ", applied here at " + time(table.applied()) + ", " + table.kind() + " of "
                                + table.rows() + " rows")
                        .orElse("nothing applied yet")
                + table.equalAsOf()
                        .map(as -> ", proven equal as of " + time(Optional.of(as)))
                        .orElse("")
                + (table.differs() ? ", DIFFERS from the source" : "") + ignored + trouble(table.trouble());
    }

    private static String trouble(String trouble) {
        return trouble.isEmpty() ? "" : ", TROUBLE: " + trouble;
    }

    private static String time(Optional<Instant> time) {
        return time.map(instant -> instant.truncatedTo(ChronoUnit.SECONDS).toString())
                .orElse("?");
    }
}
