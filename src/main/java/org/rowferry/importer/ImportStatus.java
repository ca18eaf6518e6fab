package org.rowferry.importer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.rowferry.bundle.BundleName;
import org.rowferry.depot.Depot;
import org.rowferry.importer.ImporterSettings.Entry;
import org.rowferry.importer.ImporterSettings.Inbox;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Journal;
import org.rowferry.report.Surroundings;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.StreamName;

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

    /** One inbox. */
    public record InboxStatus(String inbox, List<TableStatus> tables, List<FileStatus> waiting) {
        public InboxStatus {
            tables = List.copyOf(tables);
            waiting = List.copyOf(waiting);
        }
    }

    /**
     * One table; without a position, nothing of it was applied yet.
     *
     * @param table its name on the source
     * @param into the table that its rows are written to
     * @param trueAt when the source held these rows, by its clock; empty over a link, which reads them as it applies them
     * @param applied when they were applied, by the target's clock
     * @param ignored the columns that the target did not take
     * @param trouble why its next changes are refused; empty if nothing is known
     */
    public record TableStatus(
            String table,
            String into,
            Optional<Long> position,
            Optional<Instant> trueAt,
            Optional<Instant> applied,
            String kind,
            long keys,
            long rows,
            List<String> ignored,
            String trouble) {
        public TableStatus {
            ignored = List.copyOf(ignored);
        }

        private TableStatus troubledBy(Optional<String> what) {
            return new TableStatus(
                    table, into, position, trueAt, applied, kind, keys, rows, ignored, what.orElse(trouble));
        }

        private static TableStatus unknown(Entry entry) {
            return new TableStatus(
                    entry.table().toString(),
                    entry.into().toString(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    "",
                    0,
                    0,
                    List.of(),
                    "");
        }
    }

    /**
     * One bundle that waits.
     *
     * @param verdict what an import would say of it, once those before it are applied
     */
    public record FileStatus(String file, long bytes, String verdict) {}

    /** Reads all inboxes; nothing is written. */
    public List<InboxStatus> read() {
        try (Session session = target.connect("status")) {
            ImportTracking.requireLayout(
                    session,
                    settings.schema(),
                    settings.inboxes().stream()
                            .flatMap(inbox -> inbox.tables().stream())
                            .toList());
            return settings.inboxes().stream()
                    .map(inbox -> inbox(session, inbox))
                    .toList();
        }
    }

    private InboxStatus inbox(Session session, Inbox inbox) {
        Feed feed = new Feed(session, settings.schema(), settings.inboxes(), inbox, Journal.silent());
        Optional<Failure> alarm = new Passing(feed.tracking()).alarm();
        List<TableStatus> tables = inbox.tables().stream()
                .sorted(Comparator.comparing(Entry::table))
                .map(entry -> table(session, settings.schema(), inbox.name(), entry)
                        .troubledBy(feed.trouble(entry).or(() -> alarm).map(trouble -> trouble.told(surroundings))))
                .toList();
        return new InboxStatus(inbox.name().toString(), tables, waiting(session, feed, inbox));
    }

    private List<FileStatus> waiting(Session session, Feed feed, Inbox inbox) {
        Depot depot = depots.apply(inbox.from());
        Map<BundleName, Long> bytes = new LinkedHashMap<>();
        depot.list().forEach(entry -> bytes.put(entry.name(), entry.bytes()));
        List<FileStatus> waiting = new ArrayList<>();
        new Forecast(session, feed, inbox, new Verification(depot, inbox.limits()))
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

    /**
     * Returns where one table stands.
     *
     * @param schema Rowferry's own on the target
     * @param feed the inbox, or what else brings its rows
     */
    public static TableStatus table(Session session, Identifier schema, StreamName feed, Entry entry) {
        return session.first(
                        String.format(Locale.ROOT, """
                        select t.number, b.made_at, t.applied_at, t.kind, t.keys, t.rows, t.ignored from %1$s.import_tracking t
                        left join %1$s.import_bundle b using (inbox, incarnation, number)
                        where t.inbox = ? and t.schema_name = ? and t.table_name = ?""", schema),
                        row -> new TableStatus(
                                entry.table().toString(),
                                entry.into().toString(),
                                Optional.of(row.number("number")),
                                row.time("made_at"),
                                row.time("applied_at"),
                                row.text("kind"),
                                row.number("keys"),
                                row.number("rows"),
                                row.texts("ignored"),
                                ""),
                        feed.name(),
                        entry.table().schema().name(),
                        entry.table().name().name())
                .orElseGet(() -> TableStatus.unknown(entry));
    }
}
