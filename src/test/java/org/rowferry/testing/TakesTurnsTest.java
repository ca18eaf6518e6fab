package org.rowferry.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shows of two parameters which cases are played with which. */
@TakesTurns
@ParameterizedClass
@ValueSource(strings = {"first", "second"})
class TakesTurnsTest {
    private static final List<String> PLAYED = new ArrayList<>();
    private static final AtomicInteger ENDED = new AtomicInteger();

    private final String parameter;

    TakesTurnsTest(String parameter) {
        this.parameter = parameter;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void cases_ofAMethod_takeTurns(int number) {
        PLAYED.add(number + " with the " + parameter);
    }

    @Test
    void case_ofItsOwn_isPlayedOnce() {
        PLAYED.add("alone");
    }

    @Test
    @TakesTurns.WithBoth
    void case_thatEndsDifferently_isPlayedWithBoth() {
        PLAYED.add("with both");
    }

    @AfterAll
    static void eachCase_isPlayed_andEachParameter() {
        if (ENDED.incrementAndGet() == 2 && !Cases.all()) {
            assertThat(PLAYED).filteredOn("alone"::equals).hasSize(1);
            assertThat(PLAYED).filteredOn("with both"::equals).hasSize(2);
            assertThat(PLAYED.stream()
                            .filter(played -> played.contains(" the "))
                            .sorted()
                            .toList())
                    .isIn(
                            List.of("1 with the first", "2 with the second", "3 with the first", "4 with the second"),
                            List.of("1 with the second", "2 with the first", "3 with the second", "4 with the first"));
        }
    }
}
