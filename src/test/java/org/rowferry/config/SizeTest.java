package org.rowferry.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeTest {
    @ParameterizedTest
    @CsvSource({
        "0 B, 0, 0 B",
        "8 MB, 8388608, 8 MB",
        "8 MiB, 8388608, 8 MB",
        "1GiB, 1073741824, 1 GB",
        "512kB, 524288, 512 KB",
        "1500 b, 1500, 1500 B",
        "1024 mb, 1073741824, 1 GB",
        "3 TB, 3298534883328, 3 TB"
    })
    void parse_readsMultiplesOf1024(String text, long bytes, String shown) {
        assertThat(Size.parse(text)).isEqualTo(new Size(bytes)).hasToString(shown);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            8            | '8' has no unit, such as '8 MB'
            MB           | 'MB' is not a size such as '8 MB'
            -8 MB        | '-8 MB' is not a size such as '8 MB'
            8 MX         | '8 MX' has the unknown unit 'MX', known are B, KB, MB, GB, TB, did you mean 'MB'?
            99999999999 TB | '99999999999 TB' is too large
            """)
    void parse_refusesTheRest(String text, String message) {
        assertThatThrownBy(() -> Size.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
