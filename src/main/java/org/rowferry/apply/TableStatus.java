package org.rowferry.apply;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.StreamName;

/**
 * Where one table of a feed stands; without a position, nothing of it was applied yet.
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

    /**
     * Reads where one table stands.
     *
     * @param schema Rowferry's own on the target
     */
    public static TableStatus read(Session session, Identifier schema, StreamName feed, FeedEntry entry) {
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
                .orElseGet(() -> unknown(entry));
    }

    private static TableStatus unknown(FeedEntry entry) {
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

    /** Returns the same with the reason why its next changes are refused, where there is one. */
    public TableStatus troubledBy(Optional<String> reason) {
        return new TableStatus(
                table, into, position, trueAt, applied, kind, keys, rows, ignored, reason.orElse(trouble));
    }
}
