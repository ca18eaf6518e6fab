package org.rowferry.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.apply.Traces.Skipped;
import org.rowferry.schema.Position;

class TracesTest {
    private static final String ONE = "1 row in these buckets was written here since position 8, and not by Rowferry.";
    private static final String TWO =
            "2 rows in these buckets were written here since position 8, and not by Rowferry.";
    private static final String RENEWED = "The source has another incarnation since bundle 5.";
    private static final String SKIPPED = "Bundle 6 was never applied here.";

    @ParameterizedTest
    @CsvSource({
        "0, false, false",
        "0, false, true",
        "0, true, false",
        "0, true, true",
        "1, false, false",
        "1, false, true",
        "1, true, false",
        "1, true, true",
        "2, false, false",
        "2, false, true",
        "2, true, false",
        "2, true, true"
    })
    void eachFactThatHolds_hasASentence_andNoOther(long written, boolean renewed, boolean skipped) {
        List<String> expected = new ArrayList<>();
        if (written > 0) {
            expected.add(written == 1 ? ONE : TWO);
        }
        if (renewed) {
            expected.add(RENEWED);
        }
        if (skipped) {
            expected.add(SKIPPED);
        }
        assertThat(new Traces(
                                written,
                                new Position(8),
                                renewed ? Optional.of(new Position(5)) : Optional.empty(),
                                skipped ? List.of(new Skipped(6, 6)) : List.of())
                        .sentences())
                .isEqualTo(expected);
    }

    @Test
    void manySkippedBundles_areCounted() {
        List<Skipped> skipped = LongStream.of(2, 10, 20, 30, 40)
                .mapToObj(first -> new Skipped(first, first + 1))
                .toList();
        assertThat(new Traces(0, new Position(50), Optional.empty(), skipped).sentences())
                .containsExactly(
                        "Bundles 2 to 3 were never applied here.",
                        "Bundles 10 to 11 were never applied here.",
                        "Bundles 20 to 21 were never applied here.",
                        "4 more bundles were never applied here.");
    }
}
