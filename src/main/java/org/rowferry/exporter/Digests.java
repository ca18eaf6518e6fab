package org.rowferry.exporter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.bundle.TableContent;
import org.rowferry.capture.RowSink;
import org.rowferry.capture.ShippedRows;
import org.rowferry.capture.ShippedTable;
import org.rowferry.catalog.NamedTypes;
import org.rowferry.exporter.ExporterSettings.Target;
import org.rowferry.postgres.Session;
import org.rowferry.proof.Buckets;
import org.rowferry.proof.DigestQuery;
import org.rowferry.proof.EstimatedRows;
import org.rowferry.proof.ServerText;
import org.rowferry.proof.Verify;
import org.rowferry.schema.Column;
import org.rowferry.schema.NamedType;
import org.rowferry.schema.TableName;

/** The digests that a bundle brings: of which tables, and of how many buckets each. */
final class Digests {
    /** Tables with fewer rows in all are digested in one night. */
    private static final long ROWS_OF_A_NIGHT = 1_000_000;
    /** The server makes a text of each row, of a gigabyte at the most; bytes take twice as many digits. */
    private static final long LARGEST_ROW = 200 << 20;

    private final Map<TableName, Digest> tables;

    private Digests(Map<TableName, Digest> tables) {
        this.tables = tables;
    }

    /**
     * The digests of one table.
     *
     * @param undigested why they cannot be computed; empty where they can
     */
    private record Digest(long oid, DigestQuery query, String undigested) {}

    /**
     * Decides of which tables digests are due or asked for, in the transaction whose snapshot the bundle has.
     *
     * @param since how long ago the target got digests of each table, by its oid
     */
    static Digests plan(
            Session session, Target target, Request request, Map<Long, Duration> since, List<Due.Decision> contents) {
        List<ShippedTable> wanted = contents.stream()
                .map(Due.Decision::shipped)
                .filter(shipped -> isAsked(shipped, request) || isDue(shipped, target, since))
                .toList();
        if (wanted.isEmpty()) {
            return new Digests(Map.of());
        }
        Map<Long, Long> rows = rows(session, contents);
        Set<TableName> tonight = tonight(wanted, target, request, since, rows);
        ServerText text = ServerText.of(session);
        Map<TableName, Digest> tables = new LinkedHashMap<>();
        for (ShippedTable shipped : wanted) {
            if (tonight.contains(shipped.name())) {
                long oid = oid(shipped);
                Buckets buckets = Buckets.forRows(rows.getOrDefault(oid, ROWS_OF_A_NIGHT));
                tables.put(
                        shipped.name(),
                        new Digest(
                                oid,
                                DigestQuery.shipping(shipped.table(), "r", buckets, text),
                                undigested(session, shipped, text)));
            }
        }
        return new Digests(tables);
    }

    /** A table that is mended is to be seen to be whole again. */
    private static boolean isAsked(ShippedTable shipped, Request request) {
        return request.digests().contain(shipped.name()) || request.repair().containsKey(shipped.name());
    }

    private static boolean isDue(ShippedTable shipped, Target target, Map<Long, Duration> since) {
        Verify verify = target.verify(shipped.name());
        return verify != Verify.NEVER
                && Optional.ofNullable(since.get(oid(shipped)))
                        .map(verify::isDue)
                        .orElse(true);
    }

    /** Those that are asked for, and of those that are due the oldest, as many as a night's share of all of them. */
    private static Set<TableName> tonight(
            List<ShippedTable> wanted,
            Target target,
            Request request,
            Map<Long, Duration> since,
            Map<Long, Long> rows) {
        Set<TableName> tonight = new HashSet<>();
        List<ShippedTable> due = new ArrayList<>(wanted);
        due.sort(Comparator.comparing(
                shipped -> since.getOrDefault(oid(shipped), Duration.ofDays(36500)), Comparator.reverseOrder()));
        long all = rows.values().stream().mapToLong(Long::longValue).sum();
        long read = 0;
        for (ShippedTable shipped : due) {
            long share = Math.max(
                    ROWS_OF_A_NIGHT, all / target.verify(shipped.name()).nights());
            if (isAsked(shipped, request) || read < share) {
                tonight.add(shipped.name());
                read += rows.getOrDefault(oid(shipped), 0L);
            }
        }
        return tonight;
    }

    private static Map<Long, Long> rows(Session session, List<Due.Decision> contents) {
        return EstimatedRows.of(
                session,
                contents.stream().map(Due.Decision::shipped).map(Digests::oid).toList());
    }

    private static long oid(ShippedTable shipped) {
        return shipped.source().base().oid();
    }

    private static String undigested(Session session, ShippedTable shipped, ServerText text) {
        if (shipped.source().keepsDeletedRows()) {
            return "with 'deletes: none' rows that the source deletes stay on the target";
        }
        if (!text.plainSpaces()) {
            List<String> quoted = new NamedTypes(session)
                    .of(shipped.columns().stream().map(Column::type).toList()).stream()
                            .filter(type -> type instanceof NamedType.Composite || type instanceof NamedType.Range)
                            .map(NamedType::name)
                            .toList();
            if (!quoted.isEmpty()) {
                return "the source prints values of " + String.join(", ", quoted)
                        + " as no other server does, by its locale";
            }
        }
        return new ShippedRows(session, shipped).hasRowsAbove(LARGEST_ROW)
                ? "it has a row of more than " + (LARGEST_ROW >> 20) + " MB"
                : "";
    }

    boolean isAny() {
        return !tables.isEmpty();
    }

    /** Returns the oids of the tables that have had their turn. */
    List<Long> oids() {
        return tables.values().stream().map(Digest::oid).toList();
    }

    /** Returns a table's content with what the manifest says of its digests. */
    TableContent announced(TableContent content) {
        return Optional.ofNullable(tables.get(content.table().name()))
                .map(digest -> digest.undigested().isEmpty()
                        ? content.withDigests(digest.query().buckets().count())
                        : content.undigested(digest.undigested()))
                .orElse(content);
    }

    /** Returns whether the bundle brings digests of a table. */
    boolean has(TableName table) {
        return Optional.ofNullable(tables.get(table))
                .filter(digest -> digest.undigested().isEmpty())
                .isPresent();
    }

    /** Streams the digests of a table as CSV, and returns how many buckets have rows. */
    long copy(Session reader, ShippedTable shipped, RowSink sink) {
        DigestQuery query =
                Optional.ofNullable(tables.get(shipped.name())).orElseThrow().query();
        String sql = query.over(new ShippedRows(reader, shipped).from());
        return reader.copyOut("copy (" + sql + ") to stdout (format csv)", sink::accept);
    }

    /** Returns the lines that tell of them. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        String digested = tables.entrySet().stream()
                .filter(table -> table.getValue().undigested().isEmpty())
                .map(table -> table.getKey().toString())
                .collect(Collectors.joining(", "));
        if (!digested.isEmpty()) {
            lines.add("digests of " + digested);
        }
        tables.forEach((name, digest) -> {
            if (!digest.undigested().isEmpty()) {
                lines.add("no digests of " + name + ": " + digest.undigested());
            }
        });
        return lines;
    }
}
