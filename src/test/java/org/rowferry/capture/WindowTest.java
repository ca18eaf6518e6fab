package org.rowferry.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowferry.capture.Sources.hostile;
import static org.rowferry.capture.Sources.unique;
import static org.rowferry.capture.Sources.unvouched;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Snapshot;

class WindowTest {
    /** No statement of a window is run here. */
    @SuppressWarnings("NullAway")
    private static final Session NOWHERE = null;

    private static final RowKey KEY = unique("id", "Line No");
    private static final String SHADOW = "rowferry.\"sh.op~1\"";
    private static final String TABLE = "\"Sh.op\".\"or\"\"ders; --\"";
    private static final String QUIET = "10:20:";

    @ParameterizedTest(name = "what the snapshot {0} did not see: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "10:20: | xid >= '20'::xid8",
                "10:10: | xid >= '10'::xid8",
                "10:20:10 | xid >= '20'::xid8 or xid = any ('{10}'::xid8[])",
                "10:20:10,12,19 | xid >= '20'::xid8 or xid = any ('{10,12,19}'::xid8[])",
                "9:9223372036854775807: | xid >= '9223372036854775807'::xid8"
            })
    void window_isOfTransactionsThatBeganSince_andOfThoseThatWereRunning(String from, String condition) {
        assertThat(window(KEY, from).countAsSql()).isEqualTo("select count(*) from " + SHADOW + " where " + condition);
        assertThat(window(KEY, from).keys())
                .isEqualTo(
                        "select distinct k1, k2 from (select k1, k2 from " + SHADOW + " where " + condition + ") as n");
    }

    @Test
    void keys_areToldInEachSpelling_whereEqualOnesDiffer() {
        RowKey mixed = new RowKey(
                KEY.key(), List.of(Sources.equality("id", true), Sources.equality("Line No", false)), true, true);
        assertThat(window(mixed, QUIET).keys())
                .isEqualTo("select distinct on (k1, format('%s', k2) collate \"C\") k1, k2 from (select k1, k2 from "
                        + SHADOW + " where xid >= '20'::xid8) as n");
    }

    @Test
    void rows_areThoseOfTheBaseTableThatHaveAChangedKey() {
        String match = "b.id operator(pg_catalog.=) k.k1 and b.\"Line No\" operator(pg_catalog.=) k.k2";
        String noted = "(select k1, k2 from " + SHADOW + " where xid >= '20'::xid8) as k";
        assertThat(window(KEY, QUIET).rows())
                .isEqualTo("select distinct on (b.id, b.\"Line No\") b.* from " + noted + " join " + TABLE + " as b on "
                        + match);
        assertThat(window(unvouched(KEY), QUIET).rows())
                .as("two rows of one key are both read, so that the check finds them")
                .isEqualTo("select b.* from " + TABLE + " as b where exists (select from " + noted + " where " + match
                        + ")");
    }

    @Test
    void partitionsThatArrived_haveAllTheirKeysTakenForChanged() {
        assertThat(window(KEY, QUIET, 41L, 42L).keys())
                .isEqualTo("select distinct k1, k2 from (select k1, k2 from " + SHADOW
                        + " where xid >= '20'::xid8 union all select p.id, p.\"Line No\" from " + TABLE
                        + " as p where p.tableoid = any ('{41,42}'::oid[])) as n");
        assertThat(window(KEY, QUIET, 41L).rows()).contains("union all select p.id, p.\"Line No\" from ");
        assertThat(window(KEY, QUIET, 41L).countAsSql()).doesNotContain("tableoid");
    }

    @Test
    void truncation_isAskedForBeforeIncompleteKeys_eachHalfByItself() {
        String first = "exists (select from " + SHADOW + " where xid >= '20'::xid8 and ";
        String second = "exists (select from " + SHADOW + " where xid = any ('{12}'::xid8[]) and ";
        assertThat(window(unvouched(KEY), "10:20:12").rowsAsSql(false))
                .isEqualTo("case when not (" + first + "true) or " + second + "true)) then 'NONE' when " + first
                        + "k1 is null) or " + second + "k1 is null) then 'TRUNCATED' when " + first
                        + "(k1 is null or k2 is null)) or " + second
                        + "(k1 is null or k2 is null)) then 'INCOMPLETE_KEY' else 'KEYS' end");
        assertThat(window(KEY, QUIET).rowsAsSql(false))
                .as("a key of NOT NULL columns is never incomplete")
                .contains("when false then 'INCOMPLETE_KEY'");
        assertThat(window(unvouched(KEY), QUIET).rowsAsSql(true))
                .as("no index has to be asked where no marker was ever noted")
                .contains("when false then 'TRUNCATED'")
                .contains("(k1 is null or k2 is null)");
    }

    @Test
    void keysInArrays_areTakenApart_butForAJoinThatAnotherServerIsAskedFor() {
        Window window = inArrays(unique("Line No"), "10:20:12");
        String changed = "xid >= '20'::xid8 or xid = any ('{12}'::xid8[])";
        assertThat(window.keys())
                .isEqualTo("select distinct k1 from (select unnest(coalesce(k1s, array[k1])) as k1 from " + SHADOW
                        + " where " + changed + ") as n");
        assertThat(window.countAsSql())
                .isEqualTo(
                        "select coalesce(sum(coalesce(cardinality(k1s), 1)), 0) from " + SHADOW + " where " + changed);
        String join = ") as k join " + TABLE + " as b on b.\"Line No\" operator(pg_catalog.=) ";
        assertThat(window.rows())
                .isEqualTo("select distinct on (b.\"Line No\") b.* from (select b.* from (select * from " + SHADOW
                        + " where (" + changed + ") and k1s is null" + join
                        + "k.k1 union all select b.* from (select * from " + SHADOW + " where (" + changed
                        + ") and k1s is not null" + join + "any (k.k1s)) as b");
        assertThat(inArrays(unique("id"), QUIET, 41L).rows())
                .as("rows of a partition that arrived have no array")
                .contains("unnest(coalesce(k1s, array[k1])) as k1", "tableoid = any")
                .doesNotContain("any (k.k1s)");
    }

    @Test
    void markerOfATruncation_hasNeitherKeyNorArray_andAnArrayMayHoldAnIncompleteKey() {
        String first = "exists (select from " + SHADOW + " where xid >= '20'::xid8 and ";
        assertThat(inArrays(unvouched(unique("id")), QUIET).rowsAsSql(false))
                .isEqualTo("case when not (" + first + "true)) then 'NONE' when " + first
                        + "k1 is null and k1s is null) then 'TRUNCATED' when " + first
                        + "(k1 is null and k1s is null or"
                        + " exists (select from unnest(k1s) as each (key) where each.key is null)))"
                        + " then 'INCOMPLETE_KEY' else 'KEYS' end");
    }

    @ParameterizedTest(name = "a window that holds {0}")
    @EnumSource
    void knownWindow_asksNothing(Window.WindowContent rows) {
        Window window = window(KEY, QUIET).knowing(rows);
        assertThat(window.isEmpty()).isEqualTo(rows == Window.WindowContent.NONE);
        assertThat(window.whyFull())
                .isEqualTo(
                        switch (rows) {
                            case NONE, KEYS -> Optional.empty();
                            case INCOMPLETE_KEY -> Optional.of("a row had no value in its key for a while");
                            case TRUNCATED -> Optional.of("it was truncated");
                        });
        assertThat(window(KEY, QUIET, 41L).knowing(rows).isEmpty())
                .as("a partition that arrived has rows")
                .isFalse();
    }

    @Test
    void knownWindow_isKnownInAnotherSessionToo() {
        Window known = window(KEY, QUIET, 41L).knowing(Window.WindowContent.TRUNCATED);
        Window other = known.in(NOWHERE);
        assertThat(other.whyFull()).contains("it was truncated");
        assertThat(other.keys()).isEqualTo(known.keys());
    }

    @Test
    void keyThatAnIndexCovers_needsNoCheck() {
        window(KEY, QUIET).checkKeys();
        assertThat(Window.lookAt(NOWHERE, List.of())).isEmpty();
        assertThat(Window.count(NOWHERE, List.of())).isEmpty();
    }

    private static Window inArrays(RowKey key, String from, Long... arrived) {
        return new Window(NOWHERE, Sources.inArrays(hostile(key)), Snapshot.parse(from), Arrays.asList(arrived));
    }

    private static Window window(RowKey key, String from, Long... arrived) {
        return new Window(NOWHERE, hostile(key), Snapshot.parse(from), Arrays.asList(arrived));
    }
}
