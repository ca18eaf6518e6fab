package org.rowferry.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HundredsTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 99, 100, 101, 250})
    void hundreds_holdAllInTheirOrder(int count) {
        List<Integer> all = IntStream.range(0, count).boxed().toList();
        assertThat(Hundreds.of(all).stream().flatMap(List::stream).toList()).isEqualTo(all);
    }

    @Test
    void hundreds_haveNoMoreThanAHundredEach_andNoneIsEmpty() {
        assertThat(Hundreds.of(IntStream.range(0, 250).boxed().toList()).stream()
                        .map(List::size))
                .containsExactly(100, 100, 50);
        assertThat(Hundreds.of(List.of())).isEmpty();
    }
}
