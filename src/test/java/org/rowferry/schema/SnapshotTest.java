package org.rowferry.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"10:10:", "10:20:", "10:20:10", "10:20:10,14,19", "4294967296:9223372036854775807:4294967297"})
    void parse_readsBackWhatASnapshotPrints(String text) {
        assertThat(Snapshot.parse(text)).hasToString(text);
    }

    @Test
    void parse_readsTheThreeParts() {
        assertThat(Snapshot.parse("10:20:10,14")).isEqualTo(new Snapshot(10, 20, List.of(10L, 14L)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "10:20",
                "10:20:30:40",
                "a:b:",
                "10:20:x",
                "10:20:,",
                "10:20:11,",
                "0:20:",
                "-1:20:",
                "20:10:",
                "10:20:9",
                "10:20:20",
                "10:20:14,12",
                "10:20:12,12",
                "10:99999999999999999999:",
            })
    void parse_refusesWhatNoServerPrints(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Snapshot.parse(text));
    }

    @Test
    void snapshot_seesWhatHadEndedAndNotWhatRan() {
        Snapshot snapshot = Snapshot.parse("10:20:10,14");
        assertThat(List.of(1L, 9L, 11L, 13L, 15L, 19L)).allMatch(snapshot::sees);
        assertThat(List.of(10L, 14L, 20L, 21L, Long.MAX_VALUE)).noneMatch(snapshot::sees);
    }

    @ParameterizedTest
    @CsvSource({
        "'10:20:10,14', '10:20:10,14', true",
        "'10:20:10,14', '14:20:14', true",
        "'14:20:14', '10:20:10,14', false",
        "'10:20:10,14', '20:20:', true",
        "'10:20:10,14', '14:30:14,20,29', true",
        "'10:20:10,14', '12:30:12', false",
        "'20:20:', '10:19:10', false",
        "'20:21:20', '20:20:', false",
        "'20:20:', '20:21:20', true"
    })
    void snapshot_precedesTheOneThatSeesAllThatItSees(String before, String after, boolean precedes) {
        assertThat(Snapshot.parse(before).precedes(Snapshot.parse(after))).isEqualTo(precedes);
    }

    @Test
    void snapshot_keepsItsOwnListOfTransactions() {
        List<Long> running = new ArrayList<>(List.of(10L));
        Snapshot snapshot = new Snapshot(10, 20, running);
        running.add(11L);
        assertThat(snapshot.sees(11)).isTrue();
    }
}
