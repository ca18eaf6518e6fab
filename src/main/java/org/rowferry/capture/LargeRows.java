package org.rowferry.capture;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TypeText;

/**
 * Tells the rows that are too large to be held at once, and reads them in pieces.
 *
 * <p>The driver hands over each row of a COPY as one array. A large one is worded as CSV by the server, as COPY would but
 * for quotes that are not needed, and comes in pieces that a cursor fetches.
 */
final class LargeRows {
    /** From so many bytes of values on a row is large; as CSV it may have twice as many. */
    private static final long LARGE = 4 << 20;
    /** A value that takes less is not large, however well it is compressed: lz4 saves 254 of 255 bytes at the most. */
    private static final long LEAST_STORED = LARGE / 256;

    private static final int PIECE = 256 << 10;

    private static final Set<String> NEVER_LARGE = Set.of(
            "smallint",
            "integer",
            "bigint",
            "numeric",
            "real",
            "double precision",
            "boolean",
            "date",
            "uuid",
            "interval",
            "money",
            "oid",
            "name",
            "\"char\"",
            "inet",
            "cidr",
            "macaddr",
            "macaddr8",
            "time without time zone",
            "time with time zone",
            "timestamp without time zone",
            "timestamp with time zone");

    private final Session session;
    private final List<Column> columns;
    private final TextLimit limit;

    LargeRows(Session session, ShippedTable shipped) {
        this.session = session;
        this.columns = shipped.columns();
        this.limit = new TextLimit(session, shipped);
    }

    /** Returns which of some tables may hold large rows, by their oids: if so, some of it is stored out of line. */
    static Set<Long> possibleIn(Session session, Collection<Long> tables) {
        return Set.copyOf(session.query("""
                select distinct w.oid::bigint as oid
                from unnest(?::oid[]) as w (oid)
                cross join lateral (select w.oid union select relid from pg_partition_tree(w.oid)) as member (oid)
                -- A query of its own: the planner would ask for the size of every table of the database.
                cross join lateral (
                    select c.reltoastrelid from pg_class c where c.oid = member.oid and c.reltoastrelid <> 0 offset 0) as c
                where pg_relation_size(c.reltoastrelid) >= ?""", row -> row.number("oid"), tables.toArray(Long[]::new), LEAST_STORED));
    }

    /**
     * Streams all rows of a query, which has these columns, and returns how many there were. They are read once, and a
     * second time only if there are large ones among them.
     */
    long copyAmong(String query, RowSink rows) {
        String large = "select b.* from (" + query + ") as b where " + condition("b");
        if (columns.size() == 1) {
            // A lone value is quoted otherwise than one beside a flag.
            String small = "select b.* from (" + query + ") as b where not (" + condition("b") + ")";
            return session.copyOut("copy (" + small + ") to stdout (format csv)", rows::accept) + copy(large, rows);
        }
        Flagged flagged = new Flagged(rows);
        session.copyOut("copy (" + flagged(query) + ") to stdout (format csv)", flagged::accept);
        return flagged.small + (flagged.large == 0 ? 0 : copy(large, rows));
    }

    /** Returns a query that puts before each row whether it is large, and leaves the values of such a one out. */
    String flagged(String query) {
        String flag = flag();
        String values = columns.stream()
                .map(column -> "case when b." + flag + " then null else b." + column.name() + " end")
                .collect(Collectors.joining(", "));
        return "select b." + flag + ", " + values + " from (select b.*, " + condition("b") + " as " + flag + " from ("
                + query + ") as b offset 0) as b";
    }

    /** Returns a name that no column has. */
    private String flag() {
        String flag = "is_large";
        while (columns.stream().map(column -> column.name().name()).anyMatch(flag::equals)) {
            flag += "_";
        }
        return flag;
    }

    /** Takes the flag off each row: a letter and a comma. */
    static final class Flagged {
        private static final int FLAG = 2;

        private final RowSink rows;
        private long small;
        private long large;

        Flagged(RowSink rows) {
            this.rows = rows;
        }

        void accept(byte[] row) {
            if (row[0] == 't') {
                large++;
            } else {
                small++;
                rows.accept(Arrays.copyOfRange(row, FLAG, row.length));
            }
        }
    }

    /** Returns the condition that a row, known by its alias, is large. */
    String condition(String alias) {
        return condition(alias, LARGE);
    }

    String condition(String alias, long least) {
        String size = columns.stream()
                .filter(column -> !NEVER_LARGE.contains(TypeText.bare(column.type())))
                .map(column -> size(alias + "." + column.name(), TypeText.bare(column.type())))
                .collect(Collectors.joining(" + "));
        return size.isEmpty() ? "false" : size + " >= " + least;
    }

    /** The length of a text or bytea is known without reading it; that of any other value as text is not. */
    private static String size(String value, String type) {
        return switch (type) {
            case "text", "character varying", "character", "bytea" ->
                "coalesce(octet_length(" + value + "), 0)::bigint";
            default ->
                "case when pg_column_size(" + value + ") >= " + LEAST_STORED + " then octet_length(format('%s', "
                        + value + ")) else coalesce(pg_column_size(" + value + "), 0) end::bigint";
        };
    }

    /**
     * Streams all rows of a query, which has these columns, in pieces, and returns how many there were.
     *
     * @param query gives the large rows alone
     */
    private long copy(String query, RowSink rows) {
        limit.require(query);
        session.untrusted()
                .execute("declare rowferry_large no scroll cursor for select octet_length(l.line) as length,"
                        + " substr(l.line, piece.start, " + PIECE + ") as bytes from (select convert_to(" + line("b")
                        + ", 'UTF8') as line from (" + query + ") as b offset 0) as l,"
                        + " lateral generate_series(1, octet_length(l.line), " + PIECE + ") as piece (start)");
        long count = 0;
        for (Pieces pieces = new Pieces(session); pieces.next(); count++) {
            rows.accept(pieces.length(), pieces);
            pieces.requireRead();
        }
        session.execute("close rowferry_large");
        return count;
    }

    /** Words a row as CSV with every value in quotes, which is another way of saying the same. */
    String line(String alias) {
        return columns.stream()
                        .map(Column::name)
                        .map(column -> quoted(alias, column))
                        .collect(Collectors.joining(" || ',' || "))
                + " || chr(10)";
    }

    private static String quoted(String alias, Identifier column) {
        String value = alias + "." + column;
        return "case when num_nulls(" + value + ") = 1 then '' else '\"' || replace(format('%s', " + value
                + "), '\"', '\"\"') || '\"' end";
    }
}
