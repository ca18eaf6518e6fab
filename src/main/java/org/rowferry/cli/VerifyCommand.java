package org.rowferry.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rowferry.apply.Applier;
import org.rowferry.apply.FeedEntry;
import org.rowferry.apply.Proof.Different;
import org.rowferry.apply.Proof.Equal;
import org.rowferry.apply.Proof.NotCompared;
import org.rowferry.apply.Verifier;
import org.rowferry.depot.Depots;
import org.rowferry.importer.DifferenceFailure;
import org.rowferry.importer.ImporterSettings.Inbox;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Shown;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares tables of the target with the digests that came of them. */
@Command(
        name = "verify",
        description = {
            "Compares the tables of the target with the newest digests that bundles brought of them.",
            "Ends with 11 if a table does not hold the rows of its source."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = "  rowferry verify --config importer.yaml public.orders --show 20")
final class VerifyCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The importer's configuration.")
    private Path config = Path.of("importer.yaml");

    @Parameters(arity = "0..*", paramLabel = "TABLE", description = "Only these tables, by their names on the source.")
    private List<TableName> tables = new ArrayList<>();

    @Option(names = "--inbox", paramLabel = "NAME", description = "Only this inbox. Repeatable.")
    private List<StreamName> inboxes = new ArrayList<>();

    @Option(
            names = "--show",
            paramLabel = "N",
            description = "Shows N keys of rows in the buckets that differ. Most of these rows are right.")
    private int show;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Writes the buckets that differ to a file, for --repair of the export.")
    private @Nullable Path output;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    private final List<Line> lines = new ArrayList<>();
    private final List<String> repairs = new ArrayList<>();

    VerifyCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    /** One table in JSON. */
    record Line(
            String inbox,
            String table,
            String into,
            Optional<Long> position,
            String result,
            String reason,
            Optional<Long> rows,
            String repair,
            List<String> facts,
            List<String> keys) {
        Line {
            facts = List.copyOf(facts);
            keys = List.copyOf(keys);
        }
    }

    @Override
    public Integer call() {
        if (show < 0) {
            throw new Failure(Family.USAGE, "--show is " + show + ", not 0 or more")
                    .hint("Say how many keys are shown: --show 20");
        }
        ImporterFile file =
                new Patterns(wiring, wiring.console()::print).of(wiring.settings(config, ImporterFile::read));
        List<Inbox> chosen = file.importer().inboxes().stream()
                .filter(inbox -> inboxes.isEmpty() || inboxes.contains(inbox.name()))
                .toList();
        requireKnown(file.importer().inboxes(), chosen);
        FirstFailure failures = new FirstFailure(wiring);
        try (Session session =
                wiring.database(file.target().endpoint(), Family.TARGET).connect("verify")) {
            session.lockTimeout(file.target().lockTimeout());
            for (Inbox inbox : chosen) {
                Applier.requireLayout(session, file.target().schema(), inbox.tables());
                verify(session, file, inbox, failures);
                tellWaiting(inbox);
            }
        }
        if (json) {
            wiring.console().printJson(Json.of(lines));
        }
        write();
        return failures.exitCode();
    }

    private void requireKnown(List<Inbox> all, List<Inbox> chosen) {
        for (StreamName name : inboxes) {
            if (all.stream().noneMatch(inbox -> inbox.name().equals(name))) {
                throw new Failure(Family.USAGE, "the configuration " + config + " names no inbox " + name)
                        .hint("Its inboxes are " + all.stream().map(Inbox::name).toList() + ".");
            }
        }
        for (TableName table : tables) {
            if (chosen.stream().noneMatch(inbox -> inbox.feed().entry(table).isPresent())) {
                throw new Failure(Family.USAGE, "no inbox has a table " + table)
                        .hint("Say it as the source names it: the word behind '- ' or 'table:' in the configuration.");
            }
        }
    }

    private void verify(Session session, ImporterFile file, Inbox inbox, FirstFailure failures) {
        List<FeedEntry> entries = inbox.tables().stream()
                .filter(entry -> tables.isEmpty() || tables.contains(entry.table()))
                .toList();
        for (Verifier.Verified verified :
                new Verifier(session, file.target().schema(), inbox.name(), show).verify(entries)) {
            Line line = line(inbox, verified);
            lines.add(line);
            if (!json) {
                wiring.console().print(words(line));
                line.keys().forEach(key -> wiring.console().print("  key " + Shown.value(key)));
            }
            if (verified.proof() instanceof Different different) {
                Verifier.At at = verified.at().orElseThrow();
                TableName table = verified.entry().table();
                repairs.add(DifferenceFailure.text(table, different.buckets()));
                failures.goOnAfter(
                        inbox.name().name(),
                        DifferenceFailure.of(
                                at.stream(), table, verified.entry().into(), at.position(), different));
            }
        }
    }

    /** A table may differ, or stand elsewhere than its digests, only since something waits. */
    private void tellWaiting(Inbox inbox) {
        if (json) {
            return;
        }
        try {
            int waiting = Depots.at(inbox.from(), wiring.journal()).list().size();
            if (waiting > 0) {
                wiring.console()
                        .print(inbox.name() + ": " + waiting + (waiting == 1 ? " bundle waits" : " bundles wait")
                                + " in the inbox; import first to compare with the newest digests");
            }
        } catch (Failure failure) {
            wiring.console().complain(inbox.name() + ": nothing shows which bundles wait: " + failure.getMessage());
        }
    }

    private static Line line(Inbox inbox, Verifier.Verified verified) {
        Optional<Different> different =
                verified.proof() instanceof Different differs ? Optional.of(differs) : Optional.empty();
        return new Line(
                inbox.name().name(),
                verified.entry().table().toString(),
                verified.entry().into().toString(),
                verified.at().map(at -> at.position().number()),
                different.isPresent() ? "differs" : verified.proof() instanceof Equal ? "equal" : "not compared",
                verified.proof() instanceof NotCompared not ? not.why() : "",
                verified.proof() instanceof Equal equal ? Optional.of(equal.rows()) : Optional.empty(),
                different
                        .map(differs -> DifferenceFailure.text(verified.entry().table(), differs.buckets()))
                        .orElse(""),
                different.map(Different::facts).orElse(List.of()),
                verified.keys());
    }

    private static String words(Line line) {
        String into = line.into().equals(line.table()) ? "" : " into " + line.into();
        String at =
                line.position().map(position -> ", as of position " + position).orElse("");
        return line.inbox() + ": " + line.table() + into + ": "
                + switch (line.result()) {
                    case "equal" ->
                        "equal to the source" + at + ", " + line.rows().orElse(0L) + " rows";
                    case "differs" -> "DIFFERS from the source" + at;
                    default -> "not compared, because " + line.reason();
                };
    }

    private void write() {
        if (output == null) {
            return;
        }
        try {
            Files.write(output, repairs);
        } catch (IOException e) {
            throw new Failure(Family.CONFIGURATION, "cannot write " + output + ": " + e.getMessage())
                    .because(e)
                    .hint("Name a file in a folder that you can write to: --output repair.txt");
        }
    }
}
