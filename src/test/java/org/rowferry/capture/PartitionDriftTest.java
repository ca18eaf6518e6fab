package org.rowferry.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

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

    private static PartitionDrift between(List<Partition> before, List<Partition> now) {
        return PartitionDrift.between(before, now, true);
    }
}
