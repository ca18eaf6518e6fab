package org.rowferry.importer;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.rowferry.bundle.BundleName;
import org.rowferry.bundle.BundleReader;
import org.rowferry.depot.Depot;
import org.rowferry.importer.ImporterSettings.Entry;
import org.rowferry.importer.ImporterSettings.Inbox;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
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
     * @param ignored the columns that the target did not take
     */
    public record TableStatus(
            String table,
            String into,
            Optional<Long> position,
            Optional<Instant> applied,
            String kind,
            long keys,
            long rows,
            List<String> ignored) {
        public TableStatus {
            ignored = List.copyOf(ignored);
        }

        private static TableStatus unknown(Entry entry) {
            return new TableStatus(
                    entry.table().toString(),
                    entry.into().toString(),
                    Optional.empty(),
                    Optional.empty(),
                    "",
                    0,
                    0,
                    List.of());
        }
    }

    /**
     * One bundle that waits.
     *
     * @param verdict what an import would say of its manifest; its digests are not checked here
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
        List<TableStatus> tables = inbox.tables().stream()
                .sorted(Comparator.comparing(Entry::table))
                .map(entry -> table(session, settings.schema(), inbox.name(), entry))
                .toList();
        Depot depot = depots.apply(inbox.from());
        ImportTracking tracking = new ImportTracking(session, settings.schema(), inbox.name());
        List<FileStatus> waiting = depot.list().stream()
                .map(entry -> new FileStatus(
                        entry.name().toString(), entry.bytes(), verdict(depot, entry.name(), inbox, tracking)))
                .toList();
        return new InboxStatus(inbox.name().toString(), tables, waiting);
    }

    /**
     * Returns where one table stands.
     *
     * @param schema Rowferry's own on the target
     * @param feed the inbox, or what else brings its rows
     */
    public static TableStatus table(Session session, Identifier schema, StreamName feed, Entry entry) {
        return session.first(
                        "select number, applied_at, kind, keys, rows, ignored from " + schema
                                + ".import_tracking where inbox = ? and schema_name = ? and table_name = ?",
                        row -> new TableStatus(
                                entry.table().toString(),
                                entry.into().toString(),
                                Optional.of(row.number("number")),
                                row.time("applied_at"),
                                row.text("kind"),
                                row.number("keys"),
                                row.number("rows"),
                                row.texts("ignored")),
                        feed.name(),
                        entry.table().schema().name(),
                        entry.table().name().name())
                .orElseGet(() -> TableStatus.unknown(entry));
    }

    private String verdict(Depot depot, BundleName name, Inbox inbox, ImportTracking tracking) {
        try (InputStream file = depot.open(name);
                BundleReader reader = BundleReader.open(file, name.toString())) {
            boolean due = !new Verdict(reader.manifest(), tracking).due(inbox).isEmpty();
            return due ? "to be applied" : "applied already";
        } catch (Failure failure) {
            return "refused: " + failure.told(surroundings);
        } catch (IOException e) {
            return "cannot be read: " + e.getMessage();
        }
    }
}
