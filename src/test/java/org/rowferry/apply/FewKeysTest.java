package org.rowferry.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FewKeysTest {
    @Test
    void keysAreRowsOfAStatement() {
        FewKeys keys = FewKeys.of(
                        "1,0a8b1e5c-0000-4000-8000-00000000000f\n-20,0a8b1e5c-0000-4000-8000-000000000010\n",
                        List.of("bigint", "uuid"))
                .orElseThrow();
        assertThat(keys.count()).isEqualTo(2);
        assertThat(keys.sql())
                .isEqualTo("rows from (pg_catalog.unnest('{1,-20}'::bigint[]),"
                        + " pg_catalog.unnest('{0a8b1e5c-0000-4000-8000-00000000000f,"
                        + "0a8b1e5c-0000-4000-8000-000000000010}'::uuid[]))");
    }

    @Test
    void keysOfOneColumn_areRowsToo() {
        assertThat(FewKeys.of("7\n", List.of("smallint")).orElseThrow().sql())
                .isEqualTo("rows from (pg_catalog.unnest('{7}'::smallint[]))");
    }

    /** The server is to read these by COPY, whose error names the line and the column. */
    @ParameterizedTest(name = "the number {0}")
    @ValueSource(
            strings = {
                "x",
                "1;2",
                "1}",
                "'",
                "\"1\"",
                "\\.",
                "1,2",
                "",
                " 1",
                "1 ",
                "+1",
                "0x1",
                "1_0",
                "\u0661",
                "--1",
                "9223372036854775807"
            })
    void valuesThatMayMeanSomethingElse_goAsTheyCame(String value) {
        assertThat(FewKeys.of("1\n" + value + "\n", List.of("bigint"))).isEmpty();
        assertThat(FewKeys.of(value + "\n1\n", List.of("bigint"))).isEmpty();
    }

    @Test
    void valuesThatTheirTypeMayHaveNoRoomFor_goAsTheyCame() {
        assertThat(FewKeys.of("2147483648\n", List.of("integer"))).isEmpty();
        assertThat(FewKeys.of("32768\n", List.of("smallint"))).isEmpty();
        assertThat(FewKeys.of("999999999\n", List.of("integer"))).isPresent();
        assertThat(FewKeys.of("-9999\n", List.of("smallint"))).isPresent();
        assertThat(FewKeys.of("{0a8b1e5c-0000-4000-8000-00000000000f}\n", List.of("uuid")))
                .isEmpty();
        assertThat(FewKeys.of("1\n", List.of("text"))).isEmpty();
    }

    @Test
    void keyThatLacksAColumn_goesAsItCame() {
        assertThat(FewKeys.of("1,2\n3\n", List.of("bigint", "integer"))).isEmpty();
        assertThat(FewKeys.of("1,\n", List.of("bigint", "integer"))).isEmpty();
        assertThat(FewKeys.of("1,a\n", List.of("bigint", "text"))).isEmpty();
    }

    @Test
    void linesThatDoNotEnd_goAsTheyCame() {
        assertThat(FewKeys.of("1\n2", List.of("bigint"))).isEmpty();
        assertThat(FewKeys.of("1\r\n", List.of("bigint"))).isEmpty();
        assertThat(FewKeys.of("", List.of("bigint"))).isEmpty();
        assertThat(FewKeys.of("\n", List.of("bigint"))).isEmpty();
    }
}
