package org.rowferry.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowferry.exporter.TableStates.at;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.bundle.BundleName;
import org.rowferry.bundle.Compression;
import org.rowferry.bundle.Manifest;
import org.rowferry.bundle.Manifest.Origin;
import org.rowferry.report.Journal;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.Position;
import org.rowferry.schema.StreamName;

class NumberingTest {
    private static final StreamName TARGET = new StreamName("reporting");

    @ParameterizedTest(name = "behind {0}, where files take ''{1}'': {2}")
    @CsvSource({
        "0, '', 0",
        "4, '', 4",
        "4, 5, 5",
        "4, 5 6 7, 7",
        "4, 7 6 5, 7",
        "4, 6 7, 4",
        "4, 5 7, 5",
        "4, 5 5 6, 6",
        "0, 1, 1"
    })
    void numbersWhoseFilesAreThere_arePassedOver(long last, String taken, long number) {
        List<BundleName> files = Arrays.stream(taken.split(" "))
                .filter(word -> !word.isEmpty())
                .map(Long::valueOf)
                .map(NumberingTest::file)
                .toList();
        assertThat(Numbering.beforeFree(last, files)).isEqualTo(number);
    }

    /** Lives are numbered; a life that descends from others is written {@code 3<1,2}: 3 came of 1 and 2. */
    @ParameterizedTest(name = "a file of {0} in the outbox of {1}: own {2}, and {3} once {1} has exported")
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | 1 | true | true",
                "1 | 2 | false | false",
                "1 | 2<1 | true | false",
                "2<1 | 1 | true | true",
                "2<1 | 3<1 | true | false",
                "2<1 | 3 | false | false",
                "2<1 | 2<1 | true | true",
                "3<1,2 | 2<1 | true | true",
                "1 | 3<1,2 | true | false",
                "2<1 | 3<1,2 | true | false",
                "3<2 | 1 | false | false"
            })
    void file_isOwn_whereItsLifeHasAnythingInCommonWithThisOne_untilThisOneHasExported(
            String made, String now, boolean own, boolean ownLater) {
        assertOwn(numbering().whyNotOwn(manifest(life(made), TARGET, 5), file(5), life(now), false), made, own);
        assertOwn(numbering().whyNotOwn(manifest(life(made), TARGET, 5), file(5), life(now), true), made, ownLater);
    }

    private static void assertOwn(Optional<String> why, String made, boolean own) {
        if (own) {
            assertThat(why).isEmpty();
        } else {
            assertThat(why)
                    .contains("another source made it, in the incarnation "
                            + life(made).id());
        }
    }

    @Test
    void fileThatWasRenamed_isNotWhatItsNameSays() {
        assertThat(numbering().whyNotOwn(manifest(life("1"), TARGET, 6), file(5), life("1"), true))
                .contains("it is number 6 of this source for target reporting");
        assertThat(numbering().whyNotOwn(manifest(life("1"), new StreamName("archive"), 5), file(5), life("1"), true))
                .contains("it is number 5 of this source for target archive");
    }

    /** Returns one of which neither tracking nor outbox is asked. */
    @SuppressWarnings("NullAway")
    private static Numbering numbering() {
        return new Numbering(null, null, TARGET, Journal.silent());
    }

    private static Manifest manifest(Incarnation incarnation, StreamName target, long number) {
        return new Manifest(
                "test", new Origin("d", "1", "18"), incarnation, target, at(number), Instant.EPOCH, List.of());
    }

    private static BundleName file(long number) {
        return new BundleName(TARGET, new Position(number), Compression.ZSTD);
    }

    private static Incarnation life(String text) {
        String[] parts = text.split("<", 2);
        List<UUID> ancestors = parts.length == 1
                ? List.of()
                : Arrays.stream(parts[1].split(",")).map(NumberingTest::id).toList();
        return new Incarnation(id(parts[0]), ancestors);
    }

    private static UUID id(String number) {
        return new UUID(0, Long.parseLong(number));
    }
}
