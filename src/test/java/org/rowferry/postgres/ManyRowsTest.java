package org.rowferry.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rows as arrays; that the server reads them so is seen wherever tracking is written. */
class ManyRowsTest {
    private final ManyRows rows = new ManyRows("id bigint, tags text[]");

    @Test
    void sql_hasOneValueForEachColumn() {
        assertThat(rows.names()).isEqualTo("id, tags");
        assertThat(rows.columns()).isEqualTo("r.id::bigint, r.tags::text[]");
        assertThat(rows.from())
                .isEqualTo("rows from (pg_catalog.unnest(?::text[]), pg_catalog.unnest(?::text[])) as r (id, tags)");
    }

    @Test
    void values_areArraysOfTheColumns_andQuoteWhatTheyHold() {
        assertThat(rows.values(List.of(
                        new Object[] {1L, new String[] {"a", "b\"\\,{"}},
                        new Object[] {Optional.empty(), new String[0]},
                        new Object[] {Optional.of("NULL"), new String[] {"NULL", ""}})))
                .containsExactly(
                        "{\"1\",NULL,\"NULL\"}",
                        "{\"{\\\"a\\\",\\\"b\\\\\\\"\\\\\\\\,{\\\"}\",\"{}\",\"{\\\"NULL\\\",\\\"\\\"}\"}");
    }

    @Test
    void noRows_areEmptyArrays() {
        assertThat(rows.values(List.of())).containsExactly("{}", "{}");
    }
}
