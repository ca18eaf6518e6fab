package org.rowferry.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowferry.capture.Sources.relation;
import static org.rowferry.capture.Sources.shipped;
import static org.rowferry.capture.Sources.unique;
import static org.rowferry.capture.Sources.watched;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.catalog.RelationKind;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.schema.Key;
import org.rowferry.schema.Selection;

/** The SQL that tells large rows from others. */
class LargeRowsTest {
    /** No row is read here. */
    @SuppressWarnings("NullAway")
    private static final Session NOWHERE = null;

    private static final RowKey NO_KEY = new RowKey(Key.NONE, List.of(), true, false);

    @ParameterizedTest
    @ValueSource(strings = {"integer", "numeric", "numeric(10,2)", "uuid", "timestamp(3) with time zone", "\"char\""})
    void valuesThatAreAlwaysShort_makeNoRowLarge(String type) {
        assertThat(rows("a:" + type).condition("b")).isEqualTo("false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "character varying(10)", "character(4)", "bytea"})
    void lengthOfAText_isKnownWithoutReadingIt(String type) {
        assertThat(rows("id:integer", "A b:" + type).condition("b"))
                .isEqualTo("coalesce(octet_length(b.\"A b\"), 0)::bigint >= 4194304");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsonb", "integer[]", "xml", "shop.\"text\"", "tsvector"})
    void otherValues_areWorded_whereTheyAreStoredAsMuch(String type) {
        assertThat(rows("v:" + type).condition("b"))
                .isEqualTo("case when pg_column_size(b.v) >= 16384 then octet_length(format('%s', b.v))"
                        + " else coalesce(pg_column_size(b.v), 0) end::bigint >= 4194304");
    }

    @Test
    void sizesOfARow_areAddedUp() {
        assertThat(rows("a:text", "b:bytea").condition("x"))
                .isEqualTo("coalesce(octet_length(x.a), 0)::bigint + coalesce(octet_length(x.b), 0)::bigint"
                        + " >= 4194304");
    }

    @Test
    void flag_comesFirst_andHidesTheValuesOfALargeRow() {
        assertThat(rows("id:integer", "A b:text").flagged("q"))
                .isEqualTo("select b.is_large, case when b.is_large then null else b.id end, case when b.is_large then"
                        + " null else b.\"A b\" end from (select b.*, coalesce(octet_length(b.\"A b\"), 0)::bigint >="
                        + " 4194304 as is_large from (q) as b offset 0) as b");
    }

    @Test
    void flag_hasANameThatNoColumnHas() {
        assertThat(rows("is_large:text", "is_large_:text").flagged("q"))
                .startsWith("select b.is_large__, ")
                .contains(" as is_large__ from (q)");
    }

    @Test
    void line_tellsNoValueFromAnEmptyOne_andDoublesQuotes() {
        assertThat(rows("a:text", "B:text").line("b"))
                .isEqualTo("case when num_nulls(b.a) = 1 then '' else '\"' || replace(format('%s', b.a), '\"', '\"\"')"
                        + " || '\"' end || ',' || case when num_nulls(b.\"B\") = 1 then '' else '\"' ||"
                        + " replace(format('%s', b.\"B\"), '\"', '\"\"') || '\"' end || chr(10)");
    }

    @Test
    void rowsThatAreFlagged_areHandedOnWithoutTheFlag_unlessTheyAreLarge() {
        List<String> rows = new ArrayList<>();
        LargeRows.Flagged flagged = new LargeRows.Flagged(row -> rows.add(new String(row, StandardCharsets.UTF_8)));
        for (String row : List.of("f,1,a\n", "t,,\n", "f,,\n", "f,t,x\n")) {
            flagged.accept(row.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(rows).containsExactly("1,a\n", ",\n", "t,x\n");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "text, 'coalesce(octet_length(b.\"A b\"), 0)'",
        "character varying(9), 'coalesce(octet_length(b.\"A b\"), 0)'",
        "bytea, 'coalesce(octet_length(b.\"A b\"), 0)::bigint * 2'",
        "integer, 0",
        "jsonb, 0"
    })
    void textOfARow_isBoundedByItsTexts_andTwiceItsBytes(String type, String size) {
        assertThat(TextLimit.size(Sources.column("A b:" + type))).isEqualTo(size);
    }

    @Test
    void rowThatIsTooLarge_isKnownByItsKey() {
        assertThat(limit(unique("id", "It's"), "id:integer").row())
                .isEqualTo("'id = ' || quote_nullable((b.id)::text) || ' and ' ||"
                        + " '\"It''s\" = ' || quote_nullable((b.\"It's\")::text)");
        assertThat(limit(NO_KEY, "id:integer").row()).isEqualTo("'no key tells it from others'");
    }

    @ParameterizedTest(name = "{0} and {1} bytes: {2}")
    @CsvSource({
        "1073741000, 1000, 'the column a takes 1,073,741,000 bytes'",
        "1000, 1073741000, 'the column \"B\" takes 1,073,741,000 bytes'",
        "600000000, 600000000, 'the column a takes 600,000,000 bytes'"
    })
    void refusal_namesTheLargestColumn(long first, long second, String words) {
        Failure failure =
                limit(unique("a"), "a:text", "B:text").refused(new TextLimit.Found(List.of(first, second), "a = '1'"));
        assertThat(failure)
                .hasMessageContaining("shop.orders has a row of which the server can make no text, where a = '1': ")
                .hasMessageContaining(words);
    }

    private static LargeRows rows(String... columns) {
        return new LargeRows(NOWHERE, table(unique("id"), columns));
    }

    private static TextLimit limit(RowKey key, String... columns) {
        return new TextLimit(NOWHERE, table(key, columns));
    }

    private static ShippedTable table(RowKey key, String... columns) {
        return shipped(watched(relation(RelationKind.TABLE, columns), key), Selection.EVERYTHING);
    }
}
