package org.rowferry.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.apply.Continuity.Part;

/** The imprint was taken with the file {@code 42:1}, and 7 rows in it; a part is {@code oid:rows} and kept where it has a plus. */
class ContinuityTest {
    @ParameterizedTest(name = "files {0}, rows {1}: {2}")
    @CsvSource({
        "42:1, 42:7+, same",
        "42:1, 42:7, same",
        "42:1, 42:6+, fewer",
        "42:1, 42:8+, fewer",
        "42:1, '', fewer",
        "42:2, 42:7+, same",
        "42:2, 42:7, anew",
        "42:2, 42:6+, fewer",
        "42:1 421:1, 42:7, same",
        "42:1 43:1, 42:7+, same",
        "42:1 43:1, 42:5+ 43:2, anew",
        "42:1 43:1, 42:5+ 43:2+, anew",
        "42:2 421:1, 421:7+, anew",
    })
    void tableWithAnotherFile_holdsWhatItHeld_whereItsRowsAreAsManyAndAsOld(String files, String rows, String verdict) {
        Imprint imprint = new Imprint(42, Set.of("42:1"), new WrittenColumns(List.of()), 7, Optional.of(5L));
        Stored now = new Stored(42, words(files).stream().collect(Collectors.toSet()), false);
        List<Part> parts = words(rows).stream().map(ContinuityTest::part).toList();
        long held = parts.stream().mapToLong(Part::rows).sum();
        assertThat(Continuity.change(imprint, now, parts))
                .isEqualTo(
                        switch (verdict) {
                            case "same" -> Optional.empty();
                            case "anew" ->
                                Optional.of(
                                        "was rewritten, and nothing shows that it still holds the rows that were left in it");
                            default ->
                                Optional.of("was truncated or rewritten, and holds " + held
                                        + " rows, where 7 were left in it");
                        });
    }

    private static Part part(String text) {
        String[] parts = text.replace("+", "").split(":", -1);
        return new Part(Long.parseLong(parts[0]), Long.parseLong(parts[1]), text.endsWith("+"));
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split(" ", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
