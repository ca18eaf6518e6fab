package org.rowferry.exporter;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rowferry.capture.CaptureMethod;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.capture.SourceIdentity;
import org.rowferry.depot.Depot;
import org.rowferry.depot.Depots;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.ExporterSettings.OnRewrite;
import org.rowferry.exporter.ExporterSettings.Target;
import org.rowferry.exporter.Looking.Last;
import org.rowferry.exporter.Looking.Look;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Journal;
import org.rowferry.report.Surroundings;
import org.rowferry.schema.Selection;
import org.rowferry.schema.TableName;

/** Tells how far each target has been exported, and what waits. */
public final class ExportStatus {
    private final Database source;
    private final ExporterSettings settings;
    private final Surroundings surroundings;
    private final Looking looking;

    /** Makes the teller; {@code surroundings} complete the commands that it tells with a trouble. */
    public ExportStatus(Database source, ExporterSettings settings, Surroundings surroundings) {
        this.source = source;
        this.settings = settings;
        this.surroundings = surroundings;
        this.looking = new Looking(settings.schema(), surroundings);
    }

    /**
     * One target.
     *
     * @param trouble why an export of it would be refused now; empty where it would not
     * @param last the bundle that went out last; empty where none has, and for targets that read over a link
     * @param usedUp numbers behind it that runs took which failed; no file bears them
     */
    public record TargetStatus(
            String target, String trouble, Optional<LastBundle> last, List<Long> usedUp, List<ExportedTable> tables) {
        public TargetStatus {
            usedUp = List.copyOf(usedUp);
            tables = List.copyOf(tables);
        }
    }

    /**
     * The bundle that went out last: a target that stands before its position lacks it, be there changes or not.
     *
     * @param inOutbox whether its file is still there
     */
    public record LastBundle(long position, Instant exported, String file, boolean inOutbox) {}

    /**
     * One table of a target.
     *
     * @param capture how its changes become known: {@code trigger}, {@code snapshot} or {@code watermark …}
     * @param position the last bundle that held it, empty where none has
     * @param bytes the bytes of its members in that bundle before compression
     * @param waiting changes that no bundle holds yet: captured ones, keys that changed twice counted twice, or rows
     *     beyond the watermark; empty where nothing short of reading all rows tells
     * @param full why the next export ships it in full; empty where it ships its changes, or cannot ship it
     * @param drift what the next export ships besides, since no trigger saw what became of partitions; empty where nothing
     * @param oldestAtMost how old the oldest of them is at the most: that long ago nothing waited; empty where nothing
     *     waits or nothing was exported
     * @param trouble why it cannot be exported now, empty where it can
     */
    public record ExportedTable(
            String table,
            String capture,
            Optional<Long> position,
            Optional<Instant> exported,
            String kind,
            long keys,
            long rows,
            long bytes,
            Optional<Long> waiting,
            String full,
            String drift,
            Optional<Duration> oldestAtMost,
            String trouble) {}

    /**
     * Reads all that the next export would read; nothing is written. One session does it, with a transaction for each
     * table: one that held locks of its own would have the others wait behind whoever waits for it.
     *
     * @param unread hears of each target whose outbox cannot be read, and the others are read all the same
     */
    public List<TargetStatus> read(BiConsumer<String, Failure> unread) {
        try (Reopened session = Rehearsal.session(source, settings, "status")) {
            TrackingLayout.require(session.get(), settings.schema());
            return Stream.concat(
                            settings.targets().stream().map(target -> target(session, target, unread)),
                            overLinks(session).stream())
                    .toList();
        }
    }

    private TargetStatus target(Reopened session, Target target, BiConsumer<String, Failure> unread) {
        Depot outbox = Depots.at(target.outbox(), Journal.silent());
        ExportTracking tracking = new ExportTracking(session.get(), settings.schema(), target.name());
        SourceIdentity identity = new SourceIdentity(session.get(), settings.schema());
        String trouble = troubleOf(
                () -> new Numbering(tracking, outbox, target.name(), Journal.silent()).last(identity.require()));
        String other = troubleOf(identity::require);
        Optional<LastBundle> last = last(tracking, () -> files(outbox, "target " + target.name(), unread));
        List<Long> usedUp = tracking.usedUp();
        Map<TableName, KnownTable> known = known(session.get(), target.name().name());
        Rehearsal rehearsal = new Rehearsal(session, settings, target, Request.due());
        Set<TableName> unchanged = other.isEmpty() ? rehearsal.unchanged(target.tables()) : Set.of();
        Map<TableName, Look> looks = looking.atAll(session.get(), target.tables(), last(known), unchanged);
        List<ExportedTable> tables = target.tables().stream()
                .map(entry -> table(
                        session,
                        entry,
                        Optional.ofNullable(known.get(entry.table())),
                        other.isEmpty() && !unchanged.contains(entry.table())
                                ? foresee(rehearsal, entry)
                                : Foreseen.NOTHING,
                        looks))
                .toList();
        return new TargetStatus(target.name().toString(), trouble, last, usedUp, tables);
    }

    private static Optional<LastBundle> last(ExportTracking tracking, Supplier<Set<String>> files) {
        return tracking.newest()
                .map(newest -> new LastBundle(
                        newest.position(),
                        newest.exported(),
                        newest.file(),
                        files.get().contains(newest.file())));
    }

    private static Set<String> files(Depot outbox, String what, BiConsumer<String, Failure> unread) {
        try {
            return outbox.list().stream().map(entry -> entry.name().toString()).collect(Collectors.toSet());
        } catch (Failure failure) {
            if (failure.family() != Family.DEPOT) {
                throw failure;
            }
            unread.accept(what, failure);
            return Set.of();
        }
    }

    /**
     * The next export's work on a table.
     *
     * @param drift what it holds beside the changes that were captured
     * @param busy somebody stands in the way, who would be waited for once more
     */
    record Foreseen(String full, String drift, String trouble, boolean busy) {
        static final Foreseen NOTHING = new Foreseen("", "", "", false);
    }

    private Foreseen foresee(Rehearsal rehearsal, Entry entry) {
        Faults faults = new Faults();
        try {
            Optional<Due.Decision> content = rehearsal.of(entry, faults);
            return new Foreseen(
                    content.map(due -> due instanceof Due.Full full ? full.reason() : "")
                            .orElse(""),
                    content.map(due -> due instanceof Due.Changes changes ? drift(changes) : "")
                            .orElse(""),
                    faults.told(surroundings),
                    false);
        } catch (Failure failure) {
            return new Foreseen("", "", failure.told(surroundings), failure.family() == Family.BUSY);
        }
    }

    static String drift(Due.Changes changes) {
        int arrived = changes.drift().arrived().size();
        String rows = arrived == 0
                ? ""
                : "all rows of " + arrived
                        + (arrived == 1
                                ? " partition that is new or was altered"
                                : " partitions that are new or were altered");
        String keys = changes.allKeys() ? "all keys, since rows may have gone unseen" : "";
        return Stream.of(rows, keys).filter(words -> !words.isEmpty()).collect(Collectors.joining(", and "));
    }

    /** Returns the targets that read over links: no configuration here names them, they have told what they applied. */
    private List<TargetStatus> overLinks(Reopened session) {
        return session
                .get()
                .query(
                        "select target from " + settings.schema()
                                + ".export_target where pg_catalog.strpos(target, '/') > 0 order by target",
                        row -> row.text("target"))
                .stream()
                .map(target -> overLink(session, target))
                .toList();
    }

    private TargetStatus overLink(Reopened session, String target) {
        Map<TableName, KnownTable> known = known(session.get(), target);
        List<Entry> entries = known.keySet().stream().map(this::ofLink).toList();
        Map<TableName, Look> looks = looking.atAll(session.get(), entries, last(known), Set.of());
        List<ExportedTable> tables = entries.stream()
                .map(entry ->
                        table(session, entry, Optional.ofNullable(known.get(entry.table())), Foreseen.NOTHING, looks))
                .sorted(Comparator.comparing(ExportedTable::table))
                .toList();
        return new TargetStatus(target, "", Optional.empty(), List.of(), tables);
    }

    private Entry ofLink(TableName table) {
        return new Entry(
                table,
                OnRewrite.FULL,
                new CaptureSettings(settings.key(table), Selection.EVERYTHING, CaptureMethod.TRIGGERS));
    }

    /** A table's state in the tracking. */
    record KnownTable(
            Last last,
            long position,
            Optional<Instant> exported,
            String kind,
            long keys,
            long rows,
            long bytes,
            Duration unchecked) {}

    private Map<TableName, KnownTable> known(Session session, String target) {
        Map<TableName, KnownTable> known = new HashMap<>();
        session.query(
                String.format(Locale.ROOT, """
                select t.schema_name, t.table_name, t.number, t.exported_at, t.kind, t.keys, t.rows, t.bytes, b.snapshot,
                    t.mark, t.rows_digest, t.keys_digest, extract(epoch from pg_catalog.now() - e.checked_at)::bigint as unchecked
                from %1$s.export_tracking t
                join %1$s.export_target e on e.target = t.target
                join %1$s.export_bundle b on b.target = t.target and b.number = t.number
                where t.target = ?""", settings.schema()),
                row -> known.put(
                        TableName.of(row.text("schema_name"), row.text("table_name")),
                        new KnownTable(
                                new Last(row.snapshot("snapshot"), ExportTracking.watched(row)),
                                row.number("number"),
                                row.time("exported_at"),
                                row.text("kind"),
                                row.number("keys"),
                                row.number("rows"),
                                row.number("bytes"),
                                Duration.ofSeconds(row.number("unchecked")))),
                target);
        return known;
    }

    private static Map<TableName, Last> last(Map<TableName, KnownTable> known) {
        return known.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, table -> table.getValue().last()));
    }

    private ExportedTable table(
            Reopened session, Entry entry, Optional<KnownTable> known, Foreseen foreseen, Map<TableName, Look> looks) {
        Look look = foreseen.busy()
                ? Look.NONE
                : Optional.ofNullable(looks.get(entry.table()))
                        .orElseGet(() -> looking.at(session.get(), entry, known.map(KnownTable::last)));
        return status(entry.table(), known, foreseen, look);
    }

    static ExportedTable status(TableName table, Optional<KnownTable> known, Foreseen foreseen, Look look) {
        return new ExportedTable(
                table.toString(),
                look.capture(),
                known.map(KnownTable::position),
                known.flatMap(KnownTable::exported),
                known.map(KnownTable::kind).orElse(""),
                known.map(KnownTable::keys).orElse(0L),
                known.map(KnownTable::rows).orElse(0L),
                known.map(KnownTable::bytes).orElse(0L),
                look.waiting(),
                foreseen.full(),
                foreseen.drift(),
                look.waiting().filter(waiting -> waiting > 0).flatMap(waiting -> known.map(KnownTable::unchecked)),
                foreseen.trouble().isEmpty() ? look.trouble() : foreseen.trouble());
    }

    private String troubleOf(Runnable check) {
        try {
            check.run();
            return "";
        } catch (Failure failure) {
            return failure.told(surroundings);
        }
    }
}
