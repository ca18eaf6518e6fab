package org.rowferry.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.link.FdwOption.Scope;

class FdwOptionTest {
    @ParameterizedTest(name = "{1} as a {0}: {2}")
    @CsvSource({
        "flag, true, true",
        "flag, ON, true",
        "flag, yes, true",
        "flag, false, false",
        "flag, Off, false",
        "flag, no, false",
        "flag, 1, ",
        "flag, t, ",
        "flag, '', ",
        "bit, 1, 1",
        "bit, True, 1",
        "bit, 0, 0",
        "bit, off, 0",
        "bit, 2, ",
        "whole, 0, 0",
        "whole, ' 12 ', 12",
        "whole, 999999999, 999999999",
        "whole, 1234567890, ",
        "whole, -1, ",
        "whole, 1.5, ",
        "whole, '', ",
        "whole, '1; drop', ",
        "positive, 1, 1",
        "positive, 007, 007",
        "positive, 0, ",
        "positive, 000, ",
        "positive, -1, ",
        "cost, 0, 0",
        "cost, 1.5, 1.5",
        "cost, .5, .5",
        "cost, 5., 5.",
        "cost, 1e-3, 1e-3",
        "cost, 1e, ",
        "cost, ., ",
        "cost, -0.1, ",
        "cost, nan, ",
        "cost, infinity, ",
        "names, postgis, postgis",
        "names, 'postgis, hstore', 'postgis, hstore'",
        "names, 'a,,b', ",
        "names, 'a,', ",
        "names, ' ', ",
        "text, 'any ''thing''', 'any ''thing'''",
        "word, auto, auto",
        "word, AUTO, ",
        "word, '', "
    })
    void value_isReadAsTheServerIsToldIt_orRefused(String kind, String text, String told) {
        OptionValue value = switch (kind) {
            case "flag" -> OptionValue.FLAG;
            case "bit" -> OptionValue.BIT;
            case "whole" -> OptionValue.WHOLE;
            case "positive" -> OptionValue.POSITIVE;
            case "cost" -> OptionValue.COST;
            case "names" -> OptionValue.NAMES;
            case "word" -> OptionValue.of("off", "auto");
            default -> OptionValue.TEXT;
        };
        if (told == null) {
            assertThatThrownBy(() -> value.read(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("'" + text + "' is ");
        } else {
            assertThat(value.read(text)).isEqualTo(told);
        }
    }

    @Test
    void word_isSuggestedWhereOneIsNear() {
        assertThatThrownBy(() -> OptionValue.of("prefer", "require").read("requires"))
                .hasMessage("'requires' is none of prefer, require, did you mean 'require'?");
    }

    @ParameterizedTest
    @CsvSource({
        "sslcrldir, 14",
        "batch_size, 14",
        "keep_connections, 14",
        "parallel_commit, 15",
        "require_auth, 16",
        "parallel_abort, 16",
        "sslnegotiation, 17",
        "use_scram_passthrough, 18",
        "fetch_size, 13"
    })
    void option_isKnownFromItsMajorOn(String keyword, int since) {
        FdwOption option = FdwOption.named(keyword).orElseThrow();
        assertThat(option.since()).isEqualTo(since);
        assertThat(option.isKnownTo(since)).isTrue();
        assertThat(option.isKnownTo(since - 1)).isFalse();
    }

    @Test
    void name_isToldInLowerCaseAlone() {
        assertThat(FdwOption.named("HOST")).isEmpty();
        assertThat(FdwOption.named("user_name"))
                .as("the user mapping's option is user")
                .isEmpty();
        assertThat(FdwOption.named("user")).contains(FdwOption.USER_NAME);
    }

    @Test
    void scopes_holdTheOptionsThatStandThere() {
        assertThat(FdwOption.keywords(Scope.TABLE))
                .containsExactly(
                        "use_remote_estimate",
                        "analyze_sampling",
                        "fetch_size",
                        "batch_size",
                        "async_capable",
                        "updatable",
                        "truncatable",
                        "schema_name",
                        "table_name");
        assertThat(FdwOption.keywords(Scope.COLUMN)).containsExactly("column_name");
        assertThat(FdwOption.keywords(Scope.USER))
                .contains("sslcert", "sslkey", "user", "password")
                .doesNotContain("host", "passfile");
    }

    @Test
    void secrets_areThePasswords() {
        assertThat(Arrays.stream(FdwOption.values()).filter(FdwOption::isSecret))
                .containsExactly(FdwOption.PASSWORD, FdwOption.SSLPASSWORD);
    }
}
