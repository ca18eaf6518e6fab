package org.rowferry.importer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.rowferry.apply.Applier;
import org.rowferry.apply.FeedEntry;
import org.rowferry.apply.TableStatus;
import org.rowferry.bundle.BundleName;
import org.rowferry.depot.Depot;
import org.rowferry.importer.ImporterSettings.Inbox;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Journal;
import org.rowferry.report.Surroundings;
import org.rowferry.schema.Identifier;

/** Tells where each table of each inbox stands, what waits, and what is missing. */
public final class ImportStatus {

    private final Database target;
    private final ImporterSettings settings;
    private final Function<String, Depot> depots;
    private final Surroundings surroundings;

    /** Makes the teller; {@code surroundings} complete the commands that it tells with a trouble. */
    public ImportStatus(
            Database target, ImporterSettings settings, Function<String, Depot> depots, Surroundings surroundings) {
        this.target = target;
        this.settings = settings;
        this.depots = depots;
        this.surroundings = surroundings;
    }

    /**
     * One inbox.
     *
     * @param trouble why nobody knows what waits; empty where that is known
     * @param trueAt when the source held what the last bundle brought, by its clock; empty where none was applied
     * @param due until when the source promised the next bundle; empty where it did not
     * @param overdue how long that is ago; empty where it is not
     */
    public record InboxStatus(
            String inbox,
            String trouble,
            Optional<Instant> trueAt,
            Optional<Instant> due,
            Optional<Duration> overdue,
            List<TableStatus> tables,
            List<FileStatus> waiting) {
        public InboxStatus {
            tables = List.copyOf(tables);
            waiting = List.copyOf(waiting);
        }
    }

    /**
     * One bundle that waits.
     *
     * @param verdict what an import would say of it, once those before it are applied
     */
    public record FileStatus(String file, long bytes, String verdict) {}

    /**
     * Reads all inboxes; nothing is written.
     *
     * @param unread hears of each inbox whose folder cannot be read, and the others are read all the same
     */
    public List<InboxStatus> read(BiConsumer<String, Failure> unread) {
        try (Session session = target.connect("status")) {
            Applier.requireLayout(
                    session,
                    settings.target().schema(),
                    settings.inboxes().stream()
                            .flatMap(inbox -> inbox.tables().stream())
                            .toList());
            return settings.inboxes().stream()
                    .map(inbox -> inbox(session, inbox, unread))
                    .toList();
        }
    }

    private InboxStatus inbox(Session session, Inbox inbox, BiConsumer<String, Failure> unread) {
        Identifier schema = settings.target().schema();
        InboxTarget tables = InboxTarget.open(session, schema, settings.feeds(), inbox.feed(), Journal.silent());
        Optional<Failure> alarm = new Passing(tables.applier(), tables.bundles()).alarm();
        List<FeedEntry> entries = inbox.tables().stream()
                .sorted(Comparator.comparing(FeedEntry::table))
                .toList();
        List<TableStatus> standing = TableStatus.read(session, schema, inbox.name(), entries);
        Map<FeedEntry, Failure> troubles = tables.lost().troubles(entries);
        List<TableStatus> statuses = IntStream.range(0, entries.size())
                .mapToObj(i -> standing.get(i)
                        .troubledBy(Optional.ofNullable(troubles.get(entries.get(i)))
                                .or(() -> alarm)
                                .map(trouble -> trouble.told(surroundings))))
                .toList();
        Optional<Pulse> pulse = tables.bundles().pulse();
        try {
            return status(inbox, "", pulse, statuses, waiting(session, tables, inbox));
        } catch (Failure failure) {
            if (failure.family() != Family.DEPOT) {
                throw failure;
            }
            unread.accept("inbox " + inbox.name(), failure);
            return status(inbox, failure.told(surroundings), pulse, statuses, List.of());
        }
    }

    private static InboxStatus status(
            Inbox inbox, String trouble, Optional<Pulse> pulse, List<TableStatus> tables, List<FileStatus> waiting) {
        return new InboxStatus(
                inbox.name().toString(),
                trouble,
                pulse.map(Pulse::trueAt),
                pulse.flatMap(Pulse::due),
                pulse.flatMap(Pulse::overdue),
                tables,
                waiting);
    }

    private List<FileStatus> waiting(Session session, InboxTarget tables, Inbox inbox) {
        Depot depot = depots.apply(inbox.from());
        Map<BundleName, Long> bytes = new LinkedHashMap<>();
        depot.list().forEach(entry -> bytes.put(entry.name(), entry.bytes()));
        List<FileStatus> waiting = new ArrayList<>();
        new Forecast(session, tables, new Verification(depot, inbox.limits(), Journal.silent()))
                .of(List.copyOf(bytes.keySet()))
                .forEach(result -> waiting.add(new FileStatus(
                        result.bundle().toString(), bytes.getOrDefault(result.bundle(), 0L), verdict(result))));
        depot.strays().forEach(stray -> waiting.add(new FileStatus(stray.file(), stray.bytes(), stray.why())));
        return waiting;
    }

    private String verdict(Result result) {
        if (result instanceof Result.Refused refused) {
            return "refused: " + refused.failure().told(surroundings);
        }
        return result instanceof Result.Applied ? "to be applied" : "applied already";
    }
}
