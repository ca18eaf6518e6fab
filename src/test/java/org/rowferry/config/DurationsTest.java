package org.rowferry.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "14 days, P14D",
        "1 day, P1D",
        "10 minutes, PT10M",
        "30s, PT30S",
        "1h, PT1H",
        "1h30m, PT1H30M",
        "1 day 12 hours, P1DT12H",
        "2 Weeks, P14D",
        "500 ms, PT0.5S",
        "36500 days, P36500D",
        "0, PT0S",
        "0 days, PT0S"
    })
    void parse_readsWhatPeopleWrite(String text, Duration expected) {
        assertThat(Durations.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            10             | '10' has no unit, such as '10 minutes'
            days           | 'days' is not a duration such as '10 minutes'
            ''             | '' is not a duration such as '10 minutes'
            -1 day         | '-1 day' is not a duration such as '10 minutes'
            1.5 h          | '1.5 h' is not a duration such as '10 minutes'
            14 dyas        | '14 dyas' has the unknown unit 'dyas', did you mean 'days'?
            3 M            | '3 M' has the unknown unit 'M', did you mean 'm'?
            3 fortnights   | '3 fortnights' has the unknown unit 'fortnights'
            9999999 days   | '9999999 days' is longer than 36500 days
            36500d 1ms     | '36500d 1ms' is longer than 36500 days
            999999999999999999 weeks | '999999999999999999 weeks' is longer than 36500 days
            999999999999999999 ms    | '999999999999999999 ms' is longer than 36500 days
            """)
    void parse_refusesTheRest(String text, String message) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
