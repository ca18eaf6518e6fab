package org.rowferry.apply;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/**
 * Where one table of a feed stands; without a position, nothing of it was applied yet.
 *
 * @param table its name on the source
 * @param into the table that its rows are written to
 * @param trueAt when the source held these rows, by its clock; empty over a link, which reads them as it applies them
 * @param applied when they were applied, by the target's clock
 * @param ignored the columns that the target did not take
 * @param trouble why its next changes are refused; empty if nothing is known
 * @param equalAsOf the time, by the source's clock, as of which the table was last proven equal to the source's, over a link
 *     by the target's; empty where it never was
 * @param differs it did not hold the source's rows when it was compared last
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
        String trouble,
        Optional<Instant> equalAsOf,
        boolean differs) {
    public TableStatus {
        ignored = List.copyOf(ignored);
    }

    /**
     * Reads where the tables of a feed stand, in the order of their entries.
     *
     * @param schema Rowferry's own on the target
     */
    public static List<TableStatus> read(
            Session session, Identifier schema, StreamName feed, Collection<FeedEntry> entries) {
        Map<TableName, FeedEntry> byTable = new LinkedHashMap<>();
        entries.forEach(entry -> byTable.put(entry.table(), entry));
        Map<TableName, TableStatus> known = new HashMap<>();
        session.query(
                String.format(Locale.ROOT, """
                select t.schema_name, t.table_name, t.number, b.made_at, t.applied_at, t.kind, t.keys, t.rows, t.ignored,
                    coalesce(p.made_at, case when b.number is null then d.proven_at end) as equal_as_of, d.result is not distinct from 'differs' as differs
                from %1$s.import_tracking t
                left join %1$s.import_bundle b using (inbox, incarnation, number)
                left join %1$s.import_digest d using (inbox, schema_name, table_name)
                left join %1$s.import_bundle p on p.inbox = d.inbox and p.incarnation = d.incarnation
                    and p.number = d.proven_number
                where t.inbox = ?""", schema),
                row -> {
                    TableName table = TableName.of(row.text("schema_name"), row.text("table_name"));
                    Optional.ofNullable(byTable.get(table)).ifPresent(entry -> known.put(table, of(entry, row)));
                    return table;
                },
                feed.name());
        return entries.stream()
                .map(entry -> known.getOrDefault(entry.table(), unknown(entry)))
                .toList();
    }

    private static TableStatus of(FeedEntry entry, Row row) {
        return new TableStatus(
                entry.table().toString(),
                entry.into().toString(),
                Optional.of(row.number("number")),
                row.time("made_at"),
                row.time("applied_at"),
                row.text("kind"),
                row.number("keys"),
                row.number("rows"),
                row.texts("ignored"),
                "",
                row.time("equal_as_of"),
                row.flag("differs"));
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
                "",
                Optional.empty(),
                false);
    }

    /** Returns the same with the reason why its next changes are refused, where there is one. */
    public TableStatus troubledBy(Optional<String> reason) {
        return new TableStatus(
                table,
                into,
                position,
                trueAt,
                applied,
                kind,
                keys,
                rows,
                ignored,
                reason.orElse(trouble),
                equalAsOf,
                differs);
    }
}
