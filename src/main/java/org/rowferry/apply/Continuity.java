package org.rowferry.apply;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.ColumnDefinitions;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * Tells which tables of the target are no longer what their tracking was written for: dropped and made again, swapped,
 * truncated, rewritten.
 *
 * <p>Reads no rows of a table whose files are the same, but to see whether the first {@value #COUNTED} are there.
 * VACUUM FULL and CLUSTER give a table another file and leave its rows the transactions that wrote them; whatever fills
 * it again does not. So a file is let pass if the rows are as many as they were, and one of those in it is as old as
 * the tracking; or if all are of one transaction, and the columns that were altered got wider types, as ALTER TABLE
 * leaves it.
 */
final class Continuity {
    private static final long XIDS = 1L << 32;

    /** A page of rows or some more, which costs no time. */
    private static final long COUNTED = 1000;

    private final Session session;
    private final TableSessions sessions;
    private final ColumnDefinitions definitions;
    private final Map<Long, Long> counted;

    Continuity(Session session, TableSessions sessions) {
        this(session, sessions, ColumnDefinitions.NONE, Map.of());
    }

    private Continuity(
            Session session, TableSessions sessions, ColumnDefinitions definitions, Map<Long, Long> counted) {
        this.session = session;
        this.sessions = sessions;
        this.definitions = definitions;
        this.counted = counted;
    }

    /** Returns what was lost of these entries' tables, by the source's names; a table that is missing is left out. */
    Map<TableName, Loss> losses(Collection<FeedEntry> entries, Map<TableName, Standing> standings) {
        List<FeedEntry> tracked = entries.stream()
                .filter(entry -> imprint(entry, standings).isPresent())
                .toList();
        Map<TableName, Stored> stored =
                Stored.read(session, tracked.stream().map(FeedEntry::into).toList());
        List<Long> oids = stored.values().stream().map(Stored::oid).toList();
        sessions.prepare(oids);
        Continuity knowing = new Continuity(
                session, sessions, new Catalog(session).definitions(oids), counted(tracked, standings, stored));
        Map<TableName, Loss> losses = new LinkedHashMap<>();
        for (FeedEntry entry : tracked) {
            Optional.ofNullable(stored.get(entry.into()))
                    .flatMap(
                            now -> knowing.loss(entry, imprint(entry, standings).orElseThrow(), now))
                    .ifPresent(loss -> losses.put(entry.table(), loss));
        }
        return losses;
    }

    /** Counts the first rows of many tables at once, by their oids. One that is left out is counted by itself. */
    private Map<Long, Long> counted(
            List<FeedEntry> tracked, Map<TableName, Standing> standings, Map<TableName, Stored> stored) {
        FirstRows first = new FirstRows(session);
        for (FeedEntry entry : tracked) {
            Imprint imprint = imprint(entry, standings).orElseThrow();
            Stored now = stored.get(entry.into());
            if (now != null
                    && now.oid() == imprint.oid()
                    && entry.set().isEmpty()
                    && access(entry, now).isShared()) {
                first.add(now.oid(), entry.into(), Math.min(imprint.rows(), COUNTED));
            }
        }
        return first.count();
    }

    /** Rows that stand elsewhere, or under other names, are a matter of the configuration. */
    private static Optional<Imprint> imprint(FeedEntry entry, Map<TableName, Standing> standings) {
        return Optional.ofNullable(standings.get(entry.table()))
                .filter(standing -> standing.mapping().equals(entry.mapping()))
                .flatMap(Standing::imprint);
    }

    private Optional<Loss> loss(FeedEntry entry, Imprint imprint, Stored now) {
        boolean other = now.oid() != imprint.oid();
        if (imprint.writer().isEmpty()) {
            long rows = rows(entry, now);
            boolean agrees = rows == imprint.rows();
            String why = other
                    ? "is another table than the one that its tracking was written for, and the tracking was restored"
                            + " or changed since"
                    : "holds " + rows + " rows, where its tracking, which was restored or changed since, says "
                            + imprint.rows();
            return other || !agrees ? Optional.of(new Loss(entry.into(), why, agrees)) : Optional.empty();
        }
        return (other ? Optional.of("is another table than the one that was written to") : columnsChanged(imprint, now))
                .or(() -> change(entry, imprint, now))
                .map(why -> new Loss(entry.into(), why, false));
    }

    /** A column that was dropped and added again holds nothing of what was written; its table has the same files. */
    private Optional<String> columnsChanged(Imprint imprint, Stored now) {
        Set<String> parts = imprint.files().stream()
                .map(file -> file.substring(0, file.indexOf(':')))
                .filter(part -> now.files().stream().anyMatch(file -> file.startsWith(part + ":")))
                .collect(Collectors.toSet());
        return imprint.columns().changedTo(columns(imprint, now), parts);
    }

    private WrittenColumns columns(Imprint imprint, Stored now) {
        return WrittenColumns.of(session, definitions, now, imprint.columns().names());
    }

    private Optional<String> change(FeedEntry entry, Imprint imprint, Stored now) {
        boolean emptiedUnseen = now.unlogged() && now.files().size() > 1;
        if (!emptiedUnseen && now.files().containsAll(imprint.files()) && areEmpty(now.since(imprint))) {
            return fewer(entry, imprint, now);
        }
        return change(imprint, now, parts(entry, now, younger(imprint), isWidened(imprint, now)));
    }

    static Optional<String> change(Imprint imprint, Stored now, List<Part> parts) {
        long rows = parts.stream().mapToLong(Part::rows).sum();
        if (rows != imprint.rows()) {
            return Optional.of("was truncated or rewritten, and holds " + rows + " rows, where " + imprint.rows()
                    + " were left in it");
        }
        Set<String> since = now.since(imprint);
        boolean filledAnew = parts.stream()
                .filter(part -> part.isIn(since))
                .anyMatch(part -> !part.kept() || !part.isIn(imprint.files()));
        return filledAnew
                ? Optional.of("was rewritten, and nothing shows that it still holds the rows that were left in it")
                : Optional.empty();
    }

    /**
     * The feed's rows in the table itself, or in one that inherits from it.
     *
     * @param kept they were there before, by all that shows
     */
    record Part(long oid, long rows, boolean kept) {
        boolean isIn(Set<String> files) {
            return files.stream().anyMatch(file -> file.startsWith(oid + ":"));
        }
    }

    /** A transaction is younger if its 32 bits lie between the writer's and those of the next one. */
    private static UnaryOperator<String> younger(Imprint imprint) {
        String condition = String.format(
                Locale.ROOT,
                "((<row>.xmin::text::bigint - %1$d + %2$d) %% %2$d between 1"
                        + " and (pg_snapshot_xmax(pg_current_snapshot())::text::bigint - %1$d) %% %2$d)",
                imprint.writer().orElseThrow(),
                XIDS);
        return row -> condition.replace("<row>", row);
    }

    /**
     * ALTER TABLE leaves rows of one transaction, and columns that were altered since. The rows are the same if each column
     * that was written got a wider type; any other that was altered is of the target's own.
     */
    private boolean isWidened(Imprint imprint, Stored now) {
        List<Identifier> altered = session.query(
                "select a.attname from pg_attribute a where a.attrelid = " + now.oid()
                        + " and a.attnum > 0 and not a.attisdropped and "
                        + younger(imprint).apply("a"),
                row -> new Identifier(row.text("attname")));
        WrittenColumns columns = columns(imprint, now);
        return !altered.isEmpty()
                && altered.stream()
                        .filter(imprint.columns()::has)
                        .allMatch(column -> imprint.columns().isWidened(column, columns));
    }

    private List<Part> parts(FeedEntry entry, Stored now, UnaryOperator<String> younger, boolean widened) {
        return access(entry, now)
                .rows(
                        "select t.tableoid::bigint as part, count(*) as rows, not bool_and(" + younger.apply("t") + ")"
                                + (widened ? " or min(t.xmin::text) = max(t.xmin::text)" : "") + " as kept from "
                                + entry.into() + " as t where true" + ofTheFeed(entry, now) + " group by t.tableoid",
                        "part bigint, rows bigint, kept boolean",
                        row -> new Part(row.number("part"), row.number("rows"), row.flag("kept")));
    }

    /**
     * Counts a few rows in any table: who deletes by hand leaves fewer than were left in it. Where a feed's rows have to be
     * searched for among others', one has to do.
     */
    private Optional<String> fewer(FeedEntry entry, Imprint imprint, Stored now) {
        boolean cheap = entry.set().isEmpty() || new Catalog(session).isIndexed(now.oid(), OwnRows.constants(entry));
        long least = Math.min(imprint.rows(), cheap ? COUNTED : 1);
        if (least == 0) {
            return Optional.empty();
        }
        long rows = Optional.ofNullable(counted.get(now.oid())).orElseGet(() -> first(entry, now, least));
        return rows < least
                ? Optional.of((rows == 0 ? "is empty" : "holds " + rows + " rows") + ", where " + imprint.rows()
                        + " rows were left in it")
                : Optional.empty();
    }

    private long first(FeedEntry entry, Stored now, long most) {
        return access(entry, now)
                .onlyRow(
                        "select count(*) as rows from (select from " + entry.into() + " as t where true"
                                + ofTheFeed(entry, now) + " limit " + most + ") as t",
                        "rows bigint",
                        row -> row.number("rows"));
    }

    private TableSession access(FeedEntry entry, Stored now) {
        return sessions.of(now.oid(), entry.asOwner());
    }

    private long rows(FeedEntry entry, Stored now) {
        return access(entry, now)
                .onlyRow(
                        "select count(*) as rows from " + entry.into() + " as t where true" + ofTheFeed(entry, now),
                        "rows bigint",
                        row -> row.number("rows"));
    }

    /** The files' names hold the oids; the role that imports may have no right on a partition itself. */
    private boolean areEmpty(Set<String> files) {
        return files.isEmpty()
                || session.one(
                        "select coalesce(bool_and(coalesce(pg_relation_size(split_part(file, ':', 1)::oid), 0) = 0), true)"
                                + " as empty from unnest(?::text[]) as file",
                        row -> row.flag("empty"),
                        (Object) files.toArray(String[]::new));
    }

    private String ofTheFeed(FeedEntry entry, Stored now) {
        return OwnRows.condition(new Catalog(session), now.oid(), entry);
    }
}
