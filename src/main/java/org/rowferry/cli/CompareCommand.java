package org.rowferry.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rowferry.apply.Feed;
import org.rowferry.compare.Comparison;
import org.rowferry.compare.Shipping;
import org.rowferry.connection.Endpoint;
import org.rowferry.ddl.CaptureRegistry;
import org.rowferry.exporter.ExporterSettings;
import org.rowferry.importer.ImporterSettings;
import org.rowferry.importer.ImporterSettings.Inbox;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.report.Shell;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares the target's tables with the source's, where both can be reached. */
@Command(
        name = "compare",
        description = {
            "Compares the target's tables with those of a source that this host can reach. Changes nothing.",
            "Rows that wait to be sent are told apart from rows that differ. Ends with 11 if rows differ."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {
            "  rowferry compare --config importer.yaml --source postgresql://shop_owner@db1/shop \\",
            "      --rows public.orders"
        })
final class CompareCommand implements Callable<Integer> {
    private static final Identifier USUAL_SCHEMA = new Identifier("rowferry");
    private static final int SHOWN = 100;

    private final Wiring wiring;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The importer's configuration.")
    private Path config = Path.of("importer.yaml");

    @Option(
            names = "--source",
            paramLabel = "URL",
            description = "The source database, as psql takes it. The role must be able to read the tables.")
    private @Nullable String source;

    @Option(
            names = "--exporter",
            paramLabel = "FILE",
            description = "The exporter's configuration: its columns, where and transform. Default: whole tables.")
    private @Nullable Path exporter;

    @Option(names = "--inbox", paramLabel = "NAME", description = "Only this inbox. Repeatable.")
    private List<StreamName> inboxes = new ArrayList<>();

    @Mixin
    private NamedTables tables = new NamedTables();

    @Option(names = "--rows", description = "Also shows the rows that differ, with both sides.")
    private boolean rows;

    @Option(names = "--csv", description = "Prints the rows of one table as CSV.")
    private boolean csv;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Shows at most N rows of a table. Default: " + SHOWN + ", or all with --csv.")
    private @Nullable Long limit;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    CompareCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        checkOptions();
        if (csv || json) {
            wiring.console().hideResults();
        }
        ImporterFile file = wiring.settings(config, ImporterFile::read);
        Optional<ExporterSettings> shipped = Optional.ofNullable(exporter)
                .map(path -> wiring.settings(path, ExporterFile::read).exporter());
        Endpoint endpoint = Optional.ofNullable(source)
                .map(url -> Endpoint.parse(url, wiring.environment()))
                .or(() -> shipped.map(ExporterSettings::source))
                .orElseThrow(CompareCommand::unnamed);
        Database here = wiring.database(endpoint, Family.SOURCE);
        Database there = wiring.database(file.target().endpoint(), Family.TARGET);
        ImporterFile resolved = new Patterns(wiring, wiring.console()::print).of(file);
        Identifier schema = shipped.map(ExporterSettings::schema).orElse(USUAL_SCHEMA);
        Comparison comparison = new Comparison(here, schema, there, resolved.target(), wiring.journal());
        CompareResults results = new CompareResults(wiring, printer(), rows || csv, again(endpoint));
        comparison.run(feeds(resolved.importer()), shipping(here, shipped), results);
        if (json) {
            wiring.console().printJson(Json.of(results.tables()));
        }
        return results.exitCode();
    }

    private void checkOptions() {
        if (limit != null && (limit < 1 || !(rows || csv))) {
            throw new Failure(
                            Family.USAGE,
                            limit < 1 ? "--limit is " + limit + ", not 1 or more" : "--limit is for --rows and --csv")
                    .hint("Say how many rows are shown: --rows --limit " + SHOWN);
        }
        if (json && (rows || csv)) {
            throw new Failure(Family.USAGE, "--json has the results of tables, and no rows")
                    .hint("Take --csv and one table for the rows, or leave out one of both.");
        }
        if (csv && tables.all().size() != 1) {
            throw new Failure(Family.USAGE, "CSV is of one table, which has to be named")
                    .hint("Name the table behind --csv.");
        }
    }

    private static Failure unnamed() {
        return new Failure(Family.USAGE, "no source database is named")
                .hint("Name it with --source postgresql://user@host/database, or with --exporter and the exporter's"
                        + " configuration.");
    }

    private DifferencePrinter printer() {
        return csv
                ? DifferencePrinter.csv(wiring.console(), limit == null ? Long.MAX_VALUE : limit)
                : DifferencePrinter.table(wiring.console(), limit == null ? SHOWN : limit);
    }

    /** Returns the same command for the rows of a table. */
    private CompareResults.Again again(Endpoint endpoint) {
        String known = "--source " + Shell.word(endpoint.urlFor(endpoint.user()))
                + (exporter == null ? "" : " --exporter " + Shell.word(exporter));
        return table -> Invocation.ofImporter("compare", known + " --rows " + table.argument());
    }

    private Shipping shipping(Database here, Optional<ExporterSettings> shipped) {
        if (shipped.isEmpty()) {
            wiring.console()
                    .print("whole tables are compared: without --exporter, nothing shows which columns and rows are"
                            + " sent");
            return Shipping.WHOLE;
        }
        ExporterSettings settings = shipped.get();
        if (settings.patternSchemas().isEmpty()) {
            return new ShippedByFile(settings);
        }
        try (Session session = here.connect("patterns")) {
            return new ShippedByFile(new Patterns(wiring, wiring.console()::print)
                    .of(session, settings, settings.schema(), CaptureRegistry.ofJob(session, settings.schema())));
        }
    }

    /** Returns the chosen inboxes with the chosen tables. */
    private List<Feed> feeds(ImporterSettings settings) {
        List<Feed> chosen = settings.inboxes().stream()
                .filter(inbox -> inboxes.isEmpty() || inboxes.contains(inbox.name()))
                .map(Inbox::feed)
                .toList();
        List<StreamName> known = settings.inboxes().stream().map(Inbox::name).toList();
        inboxes.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw new Failure(Family.USAGE, "the configuration " + config + " names no inbox " + name)
                    .hint("Its inboxes are " + known + ".");
        });
        List<TableName> named = tables.all();
        Set<TableName> unknown = new HashSet<>(named);
        chosen.forEach(feed -> unknown.removeAll(feed.names()));
        unknown.stream().findFirst().ifPresent(table -> {
            throw new Failure(Family.USAGE, "no inbox that is compared has a table " + table)
                    .hint("Leave it out; the tables are "
                            + chosen.stream()
                                    .flatMap(feed -> feed.names().stream())
                                    .sorted()
                                    .toList() + ".");
        });
        return chosen.stream()
                .map(feed -> named.isEmpty() ? feed : among(feed, named))
                .filter(feed -> !feed.tables().isEmpty())
                .toList();
    }

    private static Feed among(Feed feed, List<TableName> named) {
        return new Feed(
                feed.name(),
                feed.tables().stream()
                        .filter(entry -> named.contains(entry.table()))
                        .toList());
    }
}
