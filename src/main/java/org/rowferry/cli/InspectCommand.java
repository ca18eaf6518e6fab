package org.rowferry.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rowferry.bundle.Manifest;
import org.rowferry.bundle.TableContent;
import org.rowferry.bundle.Totals.TableTotal;
import org.rowferry.bundle.Verified;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Shell;
import org.rowferry.schema.TableName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a bundle holds and checks it. */
@Command(
        name = "inspect",
        description = "Shows the content of a bundle, and checks every digest and count. Needs no database.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {
            "  rowferry inspect /var/lib/rowferry/outbox/reporting/reporting-0000000001.tar.zst",
            "  rowferry inspect /var/lib/rowferry/outbox/reporting/reporting-0000000001.tar.zst --rows public.orders --csv"
        })
final class InspectCommand implements Callable<Integer> {
    private static final long SHOWN = 20;

    private final Wiring wiring;

    @Parameters(paramLabel = "BUNDLE", description = "The file of the bundle.")
    private Path bundle = Path.of(".");

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Option(
            names = "--rows",
            arity = "0..*",
            paramLabel = "TABLE",
            description = "Shows the keys and rows of these tables, or of all if you name none.")
    private @Nullable List<TableName> rows;

    @Option(names = "--csv", description = "Prints the keys and rows of one table as CSV, with complete values.")
    private boolean csv;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Shows at most N keys and N rows of a table. Default: " + SHOWN + ", or all with --csv.")
    private @Nullable Long limit;

    InspectCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        checkOptions();
        BundleFile file = new BundleFile(bundle);
        Verified verified = file.verify();
        if (rows != null) {
            rows(verified, rows).print(file);
        } else if (json) {
            wiring.console().printJson(Json.of(report(verified)));
        } else {
            print(report(verified));
        }
        return ExitCode.OK.number();
    }

    private void checkOptions() {
        if (rows == null && (csv || limit != null)) {
            throw new Failure(
                            Family.USAGE, (csv ? "--csv" : "--limit") + " is of keys and rows, which are not asked for")
                    .hint("Ask for them: rowferry inspect " + Shell.word(bundle) + " --rows TABLE");
        }
        if (rows != null && json) {
            throw new Failure(Family.USAGE, "--json tells of a bundle, and has no keys or rows")
                    .hint("Take CSV: rowferry inspect " + Shell.word(bundle) + " --rows TABLE --csv");
        }
        if (limit != null && limit < 0) {
            throw new Failure(Family.USAGE, "--limit is " + limit + ", and no number of records")
                    .hint("Give a number, or leave it out: rowferry inspect " + Shell.word(bundle) + " --rows");
        }
    }

    private BundleRows rows(Verified verified, List<TableName> asked) {
        if (csv && (asked.isEmpty() ? verified.manifest().tables().size() : asked.size()) != 1) {
            throw new Failure(Family.USAGE, "CSV is of one table, which has to be named")
                    .hint("Name it: rowferry inspect " + Shell.word(bundle) + " --rows TABLE --csv");
        }
        Console console = wiring.console();
        return new BundleRows(
                verified,
                asked,
                csv ? RowPrinter.csv(console) : RowPrinter.table(console),
                limit == null ? (csv ? Long.MAX_VALUE : SHOWN) : limit);
    }

    /** The values to show, in their order. Every digest and count was checked before. */
    private record Report(
            String tool,
            String source,
            String system,
            String server,
            String incarnation,
            List<String> ancestors,
            String target,
            long number,
            String snapshot,
            Instant time,
            boolean verified,
            List<TableLine> tables,
            List<Gone> leftOut) {}

    /** One table that the bundle goes without. */
    private record Gone(String table, String reason) {}

    /** One table. */
    private record TableLine(
            String table,
            String kind,
            String reason,
            Optional<Long> from,
            List<String> columns,
            long keys,
            long rows,
            long bytes) {}

    private static Report report(Verified verified) {
        Manifest manifest = verified.manifest();
        return new Report(
                manifest.tool(),
                manifest.source().name(),
                manifest.source().system(),
                manifest.source().server(),
                manifest.incarnation().id().toString(),
                manifest.incarnation().ancestors().stream().map(String::valueOf).toList(),
                manifest.target().toString(),
                manifest.to().position().number(),
                manifest.to().snapshot().toString(),
                manifest.time(),
                true,
                lines(verified),
                manifest.leftOut().stream()
                        .map(left -> new Gone(left.table().toString(), left.reason()))
                        .toList());
    }

    /** The totals are in the order of the manifest's tables. */
    private static List<TableLine> lines(Verified verified) {
        List<TableLine> lines = new ArrayList<>();
        Iterator<TableTotal> totals = verified.totals().tables().iterator();
        verified.manifest().tables().forEach(content -> lines.add(line(content, totals.next())));
        return lines;
    }

    private static TableLine line(TableContent content, TableTotal total) {
        return new TableLine(
                content.table().name().toString(),
                content.kind().toString(),
                content.reason(),
                content.from().map(from -> from.position().number()),
                content.table().columns().stream()
                        .map(column -> column.name() + " " + column.type())
                        .toList(),
                total.keys().records(),
                total.rows().records(),
                total.keys().bytes() + total.rows().bytes());
    }

    private void print(Report report) {
        Console console = wiring.console();
        console.print(
                "bundle " + report.number() + " for target " + report.target() + ", every digest and count holds");
        console.print(
                "  source      " + report.source() + ", PostgreSQL " + report.server() + ", system " + report.system());
        console.print("  incarnation " + report.incarnation());
        console.print("  snapshot    " + report.snapshot() + " of " + report.time());
        console.print("  made by     " + report.tool());
        for (TableLine line : report.tables()) {
            String what = line.from()
                    .map(from -> "changes since position " + from + ", " + line.keys() + " keys")
                    .orElse("full, since " + line.reason());
            console.print("  " + line.table() + ": " + what + ", " + line.rows() + " rows, " + Sizes.of(line.bytes()));
        }
        report.leftOut().forEach(gone -> console.print("  " + gone.table() + ": left out, " + gone.reason()));
    }
}
