package org.rowferry.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionDriftTest {
    private static final Partition NORTH = new Partition(1, 10, "5:7 6:7");
    private static final Partition SOUTH = new Partition(2, 20, "8:7 9:7");

    @Test
    void partitionsThatAreAsTheyWere_needNothing() {
        assertThat(between(List.of(NORTH, SOUTH), List.of(SOUTH, NORTH)).isNone())
                .isTrue();
    }

    @Test
    void newPartition_needsItsRowsAlone() {
        assertThat(between(List.of(NORTH), List.of(NORTH, SOUTH))).isEqualTo(new PartitionDrift(List.of(2L), false));
    }

    @Test
    void partitionThatWent_needsTheKeysThatAreLeft() {
        assertThat(between(List.of(NORTH, SOUTH), List.of(NORTH))).isEqualTo(new PartitionDrift(List.of(), true));
    }

    @Test
    void partitionWithAnotherFileNode_wasTruncatedOrRewritten() {
        Partition rewritten = new Partition(1, 11, NORTH.triggers());
        assertThat(between(List.of(NORTH), List.of(rewritten))).isEqualTo(new PartitionDrift(List.of(1L), true));
        assertThat(PartitionDrift.between(List.of(NORTH), List.of(rewritten), false))
                .isEqualTo(new PartitionDrift(List.of(), true));
    }

    @Test
    void partitionWithOtherTriggers_wasAwayForAWhile() {
        Partition back = new Partition(1, 10, "15:9 16:9");
        assertThat(PartitionDrift.between(List.of(NORTH), List.of(back), false))
                .isEqualTo(new PartitionDrift(List.of(1L), true));
    }

    @Test
    void text_readsBackAsThePartitionItself() {
        assertThat(Partition.parse(NORTH.toString())).isEqualTo(NORTH);
        assertThat(Partition.parse("3 30 ")).isEqualTo(new Partition(3, 30, ""));
        assertThatThrownBy(() -> Partition.parse("3")).isInstanceOf(IllegalArgumentException.class);
    }

    /** A partition is written {@code oid/file/triggers}. */
    @ParameterizedTest(name = "{0} became {1}: arrived {2}, rows may have gone {3}")
    @CsvSource({
        "'', '', '', false",
        "'', 1/10/a 2/20/b, 1 2, false",
        "1/10/a 2/20/b, '', '', true",
        "1/10/a, 3/10/a, 3, true",
        "1/10/a 2/20/b, 2/21/b 3/30/c, 2 3, true",
        "1/10/a 2/20/b, 1/10/x 2/20/b, 1, true",
        "1/10/a, 1/11/x, 1, true",
        "1/10/, 1/10/a, 1, true",
        "1/10/a 2/20/b, 1/20/a 2/10/b, 1 2, true"
    })
    void partitions_areComparedByOid(String before, String now, String arrived, boolean gone) {
        assertThat(between(partitions(before), partitions(now)))
                .isEqualTo(new PartitionDrift(
                        words(arrived).stream().map(Long::valueOf).toList(), gone));
    }

    private static List<Partition> partitions(String text) {
        return words(text).stream()
                .map(word -> word.split("/", -1))
                .map(part -> new Partition(Long.parseLong(part[0]), Long.parseLong(part[1]), part[2]))
                .toList();
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }

    private static PartitionDrift between(List<Partition> before, List<Partition> now) {
        return PartitionDrift.between(before, now, true);
    }
}
