package org.rowferry.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.rowferry.compare.ComparedTable.Rows;

class RowMergeTest {
    private final List<String> told = new ArrayList<>();

    @Test
    void equalRows_areNotTold() {
        RowMerge merge =
                merged(false, List.of(mark("1", "a"), mark("2", "b")), List.of(mark("1", "a"), mark("2", "b")));
        assertThat(told).isEmpty();
        assertThat(merge.rows()).isEqualTo(Rows.NONE);
    }

    @Test
    void rowsOfOneKey_areAPair_andOthersStandAlone() {
        RowMerge merge = merged(
                false,
                List.of(mark("1", "a"), mark("2", "b"), mark("4", "d")),
                List.of(mark("0", "x"), mark("2", "c"), mark("4", "d"), mark("5", "e")));
        assertThat(told).containsExactly("EXTRA -x", "MISSING a-", "CHANGED b-c", "EXTRA -e");
        assertThat(merge.rows()).isEqualTo(new Rows(1, 1, 2, 0));
        assertThat(merge.buckets().stream()).containsExactly(0, 1, 2, 5);
    }

    @Test
    void rowsOfWhichAChangeWaits_areCountedApart() {
        RowMerge merge = merged(
                false,
                List.of(waiting("1", "a"), waiting("2", ""), waiting("3", ""), mark("4", "d")),
                List.of(mark("1", "b"), mark("2", "c"), mark("4", "e")));
        assertThat(told).containsExactly("CHANGED a-b waits", "EXTRA -c waits", "CHANGED d-e");
        assertThat(merge.rows()).isEqualTo(new Rows(1, 0, 0, 2));
        assertThat(merge.buckets().stream()).containsExactly(4);
    }

    @Test
    void allRowsWait_whereTheWholeTableDoes() {
        assertThat(merged(true, List.of(mark("1", "a")), List.of()).rows()).isEqualTo(new Rows(0, 0, 0, 1));
    }

    @Test
    void rowsWithoutAKey_areCounted() {
        RowMerge merge = merged(
                false, List.of(times("1", 3), times("2", 1)), List.of(times("1", 5), times("2", 1), times("3", 2)));
        assertThat(merge.rows()).isEqualTo(new Rows(0, 0, 4, 0));
    }

    @Test
    void severalRowsOfAKey_arePairedAsFarAsTheyGo() {
        RowMerge merge = merged(
                false,
                List.of(mark("1", "a"), mark("1", "b"), mark("1", "c")),
                List.of(mark("1", "b"), mark("1", "x")));
        assertThat(told).containsExactly("CHANGED a-x", "MISSING c-");
        assertThat(merge.rows()).isEqualTo(new Rows(1, 1, 0, 0));
    }

    private RowMerge merged(boolean allWait, List<RowMark> source, List<RowMark> target) {
        RowMerge merge = new RowMerge(
                allWait,
                row -> told.add(row.kind() + " " + value(row.source()) + "-" + value(row.target())
                        + (row.waits() ? " waits" : "")));
        merge.merge(source.iterator(), target.iterator());
        return merge;
    }

    private static String value(List<Optional<String>> values) {
        return Stream.of(values)
                .flatMap(List::stream)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("");
    }

    private static RowMark mark(String key, String hash) {
        return new RowMark(Integer.parseInt(key), key, hash, 1, false, List.of(Optional.of(hash)));
    }

    private static RowMark waiting(String key, String hash) {
        return new RowMark(Integer.parseInt(key), key, hash, hash.isEmpty() ? 0 : 1, true, List.of(Optional.of(hash)));
    }

    private static RowMark times(String hash, long times) {
        return new RowMark(Integer.parseInt(hash), hash, hash, times, false, List.of());
    }
}
