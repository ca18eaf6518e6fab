package org.rowferry.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.rowferry.postgres.Hundreds;
import org.rowferry.postgres.Session;
import org.rowferry.schema.ShadowName;
import org.rowferry.schema.Snapshot;
import org.rowferry.schema.TableName;

/**
 * The captured changes of one table whose transactions are visible now and were not visible in a snapshot of before.
 *
 * <p>'Now' is the snapshot of the session's transaction: MVCC hides the captured rows of transactions that it does not
 * see. Rows that were not visible before are found by transaction id, so that the cost of reading depends only on the
 * window.
 */
public final class Window implements ChangedRows {
    /** Up to so many keys are always looked up one by one. */
    private static final long FEW = 1_000;

    private static final long BLOCK = 8192;

    private final Session session;
    private final CapturedTable captured;
    private final List<String> halves;
    private final String changed;
    /** The condition that a row {@code p} of the table counts as changed, whatever was captured of it; empty for none. */
    private final String more;

    private final Optional<WindowContent> seen;

    /** Opens the window from {@code from} to the snapshot of the session's transaction. */
    public Window(Session session, CapturedTable captured, Snapshot from) {
        this(session, captured, from, List.of());
    }

    /**
     * Opens a window that takes all rows of some partitions for changed, whatever was captured of them.
     *
     * @param arrived the partitions' oids
     */
    public Window(Session session, CapturedTable captured, Snapshot from, List<Long> arrived) {
        this(session, captured, notVisibleIn(from), ofPartitions(arrived), Optional.empty());
    }

    private Window(
            Session session, CapturedTable captured, List<String> halves, String more, Optional<WindowContent> seen) {
        this.session = session;
        this.captured = captured;
        this.halves = halves;
        this.changed = String.join(" or ", halves);
        this.more = more;
        this.seen = seen;
    }

    private static String ofPartitions(List<Long> arrived) {
        String oids = arrived.stream().map(String::valueOf).collect(Collectors.joining(","));
        return arrived.isEmpty() ? "" : "p.tableoid = any ('{" + oids + "}'::oid[])";
    }

    /** The captured rows of a window, as far as they decide what a bundle holds. */
    public enum WindowContent {
        NONE,
        KEYS,
        /** One row lacks a value of its key, as it may where nothing forbids it. */
        INCOMPLETE_KEY,
        /** A captured row without a key says so, and an index knows those rows. */
        TRUNCATED
    }

    @Override
    public Window in(Session other) {
        return new Window(other, captured, halves, more, seen);
    }

    @Override
    public Window with(Session other, SourceTable same, UnaryOperator<String> condition) {
        String also = condition.apply("p");
        return new Window(session, captured, halves, more.isEmpty() ? also : "(" + more + ") or (" + also + ")", seen);
    }

    /** Returns the same window, of which it is known what was captured in it. */
    public Window knowing(WindowContent rows) {
        return new Window(session, captured, halves, more, Optional.of(rows));
    }

    @Override
    public boolean isEmpty() {
        return more.isEmpty() && whatWasCaptured() == WindowContent.NONE;
    }

    /** Returns why the table has to be read whole, where the window does not name all rows that changed. */
    public Optional<String> whyFull() {
        return switch (whatWasCaptured()) {
            case NONE, KEYS -> Optional.empty();
            case INCOMPLETE_KEY -> Optional.of("a row had no value in its key for a while");
            case TRUNCATED -> Optional.of("it was truncated");
        };
    }

    /** Returns the same window, of which it is known what was captured in it: that is asked for once. */
    public Window look() {
        return knowing(whatWasCaptured());
    }

    /** Returns what was captured in each of some windows of one session, by one statement for a hundred of them. */
    public static List<WindowContent> lookAt(Session session, List<Window> windows) {
        Set<TableName> unmarked = windows.size() > 1 ? unmarked(session, windows) : Set.of();
        return ask(session, windows, window -> window.rowsAsSql(unmarked.contains(window.captured.shadow()))).stream()
                .map(WindowContent::valueOf)
                .toList();
    }

    /**
     * Returns the shadow tables that never had a marker of a TRUNCATE: the index that knows them has no page but its first.
     * The planner takes as long for a question about them as for one about the keys. Pages are told as they are now, so that
     * nothing which the snapshot sees is missed.
     */
    private static Set<TableName> unmarked(Session session, List<Window> windows) {
        List<TableName> shadows =
                windows.stream().map(window -> window.captured.shadow()).toList();
        return Set.copyOf(session.query("""
                select w.place from unnest(?::text[]) with ordinality as w (shadow, place)
                where exists (
                    select from pg_index i
                    where i.indrelid = to_regclass(w.shadow) and i.indisvalid and i.indkey[0] = 1
                        and pg_get_expr(i.indpred, i.indrelid) in ('(k1 IS NULL)', '((k1 IS NULL) AND (k1s IS NULL))')
                        and pg_relation_size(i.indexrelid) = current_setting('block_size')::bigint)""", row -> shadows.get((int) row.number("place") - 1), (Object)
                shadows.stream().map(TableName::toString).toArray(String[]::new)));
    }

    /** Returns how many rows were captured in each of some windows of one session, keys that changed twice counted twice. */
    public static List<Long> count(Session session, List<Window> windows) {
        return ask(session, windows, window -> "(" + window.countAsSql() + ")").stream()
                .map(Long::valueOf)
                .toList();
    }

    private static List<String> ask(Session session, List<Window> windows, Function<Window, String> question) {
        List<String> answers = new ArrayList<>();
        for (List<Window> some : Hundreds.of(windows)) {
            String questions = some.stream().map(question).collect(Collectors.joining(", "));
            answers.addAll(
                    session.one("select array[" + questions + "]::text[] as answers", row -> row.texts("answers")));
        }
        return answers;
    }

    private WindowContent whatWasCaptured() {
        return seen.orElseGet(() -> lookAt(session, List.of(this)).get(0));
    }

    String countAsSql() {
        return "select " + captured.row().count() + " from " + captured.shadow() + " where " + changed;
    }

    String rowsAsSql(boolean unmarked) {
        String truncated = unmarked ? "false" : exists(captured.row().isMarker());
        String incomplete =
                captured.key().unique() ? "false" : exists("(" + captured.row().isIncomplete() + ")");
        return "case when not (" + exists("true") + ") then '" + WindowContent.NONE + "' when " + truncated
                + " then '" + WindowContent.TRUNCATED + "' when " + incomplete + " then '"
                + WindowContent.INCOMPLETE_KEY
                + "' else '" + WindowContent.KEYS + "' end";
    }

    /** Returns how many rows were captured, keys that changed twice counted twice. */
    public long captured() {
        return count(session, List.of(this)).get(0);
    }

    @Override
    public long copyKeys(RowSink sink) {
        return session.copyOut("copy (" + keys() + ") to stdout (format csv)", sink::accept);
    }

    @Override
    public long copyRows(ShippedTable shipped, long keys, RowSink sink) {
        return new ShippedRows(session, shipped).copy("select b.* from " + rows(keys), sink);
    }

    @Override
    public void checkKeys() {
        if (captured.key().unique()) {
            return;
        }
        KeyCheck check = new KeyCheck(session, captured);
        // No trigger captured the rows of a new partition, and no other condition finds a key that is null.
        if (more.isEmpty()) {
            check.ofRows(rows(captured()));
        } else {
            check.ofAllRows();
        }
    }

    /** Returns a query for the keys that changed, each spelling once. */
    public String keys() {
        return captured.key().byImage() ? images() : spellings();
    }

    /**
     * Returns a query for the rows that the changed keys have now, with all columns of the table. Another server can be
     * asked for all of it at once where a unique index covers the key: what it joins needs no aggregate below.
     */
    public String rows() {
        String match = captured.key().match("b");
        if (captured.inArrays() && captured.key().unique() && more.isEmpty()) {
            return "select distinct on (" + captured.key().of("b") + ") b.* from (" + joined("is null", match)
                    + " union all " + joined("is not null", captured.key().matchAny("b")) + ") as b";
        }
        return captured.key().unique()
                ? "select distinct on (" + captured.key().of("b") + ") b.* from (" + noted() + ") as k join "
                        + captured.name() + " as b on " + match
                : "select b.* from " + captured.name() + " as b where exists (select from (" + noted() + ") as k where "
                        + match + ")";
    }

    /** An array is not taken apart: another server can be asked for such a join too. */
    private String joined(String arrays, String match) {
        return "select b.* from (select * from " + captured.shadow() + " where (" + changed + ") and "
                + ShadowName.ARRAYS + " " + arrays + ") as k join " + captured.name() + " as b on " + match;
    }

    /**
     * Returns the base table's rows {@code b} that so many changed keys have. The shadow table's statistics are always
     * late, so the planner is not left to choose: few keys are looked up by the index, one after the other, and many are
     * hashed for one pass over the table.
     */
    private String rows(long keys) {
        String match = captured.key().match("b");
        if (captured.key().indexed() && (keys <= FEW || keys * 4 <= blocks())) {
            // OFFSET keeps it a query of its own for each key.
            return "(" + images() + ") as k cross join lateral (select b.* from " + captured.name() + " as b where "
                    + match + " offset 0) as b";
        }
        session.untrusted()
                .execute(
                        "set local enable_nestloop = off; set local enable_hashjoin = on; set local enable_mergejoin = on");
        return captured.name() + " as b where exists (select from (" + noted() + ") as k where " + match + ")";
    }

    private long blocks() {
        return session.one(
                "select pg_relation_size(?::oid) / ? as blocks",
                row -> row.number("blocks"),
                captured.base().oid(),
                BLOCK);
    }

    private String images() {
        return "select distinct " + captured.key().noted() + " from (" + noted() + ") as n";
    }

    /** A target may tell two spellings of a key apart that are equal here, and would keep the one that it is not told. */
    private String spellings() {
        return "select distinct on (" + captured.key().spelled() + ") "
                + captured.key().noted() + " from (" + noted() + ") as n";
    }

    /** Returns the query for the keys of the window, as often as each was noted. */
    private String noted() {
        String captures = "select " + captured.row().each() + " from " + captured.shadow() + " where " + changed;
        return more.isEmpty()
                ? captures
                : captures + " union all select " + captured.key().of("p") + " from " + captured.name() + " as p where "
                        + more;
    }

    /** Each half is asked by itself: the first row that an index yields is the answer, where a union would be gathered. */
    private String exists(String condition) {
        return halves.stream()
                .map(half -> "exists (select from " + captured.shadow() + " where " + half + " and " + condition + ")")
                .collect(Collectors.joining(" or "));
    }

    /**
     * Returns the two halves of what a snapshot did not see: what began after it, and what was running. The ids of a
     * snapshot are those of whole transactions, as are the captured ones, so no subtransaction is missed.
     */
    private static List<String> notVisibleIn(Snapshot snapshot) {
        String since = "xid >= '" + snapshot.xmax() + "'::xid8";
        if (snapshot.running().isEmpty()) {
            return List.of(since);
        }
        String running = snapshot.running().stream().map(String::valueOf).collect(Collectors.joining(","));
        return List.of(since, "xid = any ('{" + running + "}'::xid8[])");
    }

    /** Returns a query for all rows of a table, with all its columns. */
    public static String allRows(SourceTable table) {
        return "select b.* from " + table.name() + " as b";
    }
}
