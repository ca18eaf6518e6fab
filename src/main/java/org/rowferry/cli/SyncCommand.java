package org.rowferry.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rowferry.link.Link;
import org.rowferry.link.LinkSettings;
import org.rowferry.link.Sync;
import org.rowferry.link.SyncRequest;
import org.rowferry.link.SyncResult;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Reads what links lead to. */
@Command(
        name = "sync",
        description = "Brings the tables and materialized views of links up to date, each link in one transaction.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = "  rowferry sync --config importer.yaml --link north")
final class SyncCommand implements Callable<Integer> {
    private final Wiring wiring;
    private ExitCode code = ExitCode.OK;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The importer's configuration.")
    private Path config = Path.of("importer.yaml");

    @Option(names = "--link", paramLabel = "NAME", description = "Only this link; may be given again.")
    private List<StreamName> links = new ArrayList<>();

    @Option(
            names = "--full",
            arity = "0..*",
            paramLabel = "TABLE",
            description = "Reads these tables whole, all where none is named.")
    private @Nullable List<TableName> full;

    @Option(
            names = "--dry-run",
            description = "Does all of it, prints the counts and rolls back; views stay as they are.")
    private boolean dryRun;

    SyncCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    /** One link's failure does not keep the others from being read; the first decides the exit code. */
    @Override
    public Integer call() {
        LinkSettings settings = wiring.settings(config, LinkSettings::read);
        Sync sync = new Sync(
                wiring.database(settings.importer().target(), Family.TARGET),
                settings,
                "rowferry " + Version.number(),
                wiring.journal());
        SyncRequest request = request();
        for (Link link : chosen(settings)) {
            try {
                print(link, sync.run(link, request));
            } catch (Failure failure) {
                refuse("link " + link.name(), failure);
            }
        }
        return code.number();
    }

    private SyncRequest request() {
        Set<TableName> named = full == null ? Set.of() : Set.copyOf(full);
        return new SyncRequest(full != null && named.isEmpty(), named, dryRun);
    }

    private List<Link> chosen(LinkSettings settings) {
        List<StreamName> known = settings.links().stream().map(Link::name).toList();
        if (known.isEmpty()) {
            throw new Failure(Family.CONFIGURATION, "the configuration " + config + " names no link")
                    .hint("See importer/importer.yaml in the distribution for links: and an annotated sample.");
        }
        for (StreamName name : links) {
            if (!known.contains(name)) {
                throw new Failure(Family.USAGE, "the configuration " + config + " names no link " + name)
                        .hint("Its links are " + known + ".");
            }
        }
        return settings.links().stream()
                .filter(link -> links.isEmpty() || links.contains(link.name()))
                .toList();
    }

    private void print(Link link, SyncResult result) {
        wiring.console().print(link.name() + ": " + (dryRun ? "would be synced" : "synced"));
        result.tables()
                .forEach(line -> wiring.console()
                        .print(ImportCommand.line(line.line())
                                + (line.full().isEmpty() ? "" : ", whole, since " + line.full())));
        result.views()
                .forEach(view -> wiring.console()
                        .print("  " + view.view() + ": refreshed" + (view.concurrently() ? " concurrently" : "") + ", "
                                + view.rows() + " rows, " + Sizes.of(view.took())));
    }

    private void refuse(String what, Failure failure) {
        if (wiring.interruption().happened()) {
            throw failure;
        }
        wiring.console().print(what, failure);
        code = code == ExitCode.OK ? ExitCode.of(failure.family()) : code;
    }
}
