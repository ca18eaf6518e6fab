package org.rowferry.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.rowferry.capture.Sources.equality;
import static org.rowferry.capture.Sources.hostile;
import static org.rowferry.capture.Sources.key;
import static org.rowferry.capture.Sources.unique;
import static org.rowferry.capture.Sources.unvouched;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.catalog.Equality;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;

/** Keys as SQL, and the check of those that no unique index covers. */
class RowKeyTest {
    /** No statement is run here. */
    @SuppressWarnings("NullAway")
    private static final Session NOWHERE = null;

    private static final RowKey TWO = unique("id", "Line No");

    @Test
    void columns_areQuotedUnderTheAlias_andNumberedInTheShadowTable() {
        assertThat(TWO.of("b")).isEqualTo("b.id, b.\"Line No\"");
        assertThat(TWO.noted()).isEqualTo("k1, k2");
        assertThat(TWO.isIncomplete()).isEqualTo("k1 is null or k2 is null");
        assertThat(unique("user").of("p")).as("a keyword").isEqualTo("p.\"user\"");
    }

    @Test
    void match_goesByTheOperatorOfEachColumn_belowItsDomain() {
        RowKey odd = new RowKey(
                key("mood", "Line No"),
                List.of(
                        new Equality(
                                new Identifier("mood"), "operator(pg_catalog.=)", Optional.of("shop.\"Mood\""), true),
                        new Equality(new Identifier("Line No"), "operator(ext.===)", Optional.empty(), true)),
                true,
                true);
        assertThat(odd.match("t"))
                .isEqualTo("cast(t.mood as shop.\"Mood\") operator(pg_catalog.=) k.k1"
                        + " and t.\"Line No\" operator(ext.===) k.k2");
    }

    @ParameterizedTest(name = "spelled the same: {0} and {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "true | true | k1, k2",
                "false | true | format('%s', k1) collate \"C\", k2",
                "true | false | k1, format('%s', k2) collate \"C\"",
                "false | false | format('%s', k1) collate \"C\", format('%s', k2) collate \"C\""
            })
    void spellings_differByThePrintedValue_whereEqualOnesAreSpelledApart(boolean first, boolean second, String told) {
        RowKey key = new RowKey(key("a", "b"), List.of(equality("a", first), equality("b", second)), true, true);
        assertThat(key.spelled()).isEqualTo(told);
        assertThat(key.byImage()).isEqualTo(first && second);
    }

    @Test
    void check_isOfKeysThatNoIndexCovers() {
        KeyCheck covered = new KeyCheck(NOWHERE, hostile(TWO));
        assertThatCode(covered::ofAllRows).doesNotThrowAnyException();
        assertThatCode(() -> covered.ofRows("nowhere as b")).doesNotThrowAnyException();
        RowKey none = new RowKey(Key.NONE, List.of(), true, false);
        assertThatCode(() -> new KeyCheck(NOWHERE, hostile(none)).ofAllRows()).doesNotThrowAnyException();
    }

    @Test
    void check_findsKeysOfTwoRows_andOnesThatLackAValue() {
        assertThat(new KeyCheck(NOWHERE, hostile(unvouched(TWO))).faulty("t as b"))
                .isEqualTo("select format('%s', row(b.id, b.\"Line No\")) as key, count(*) as rows from t as b"
                        + " group by b.id, b.\"Line No\""
                        + " having count(*) > 1 or num_nulls(b.id, b.\"Line No\") > 0 limit 1");
    }

    @Test
    void refusal_namesTheKey_andTheStatementThatShowsTheRows() {
        KeyCheck check = new KeyCheck(NOWHERE, hostile(unvouched(TWO)));
        Failure duplicate = check.duplicate("(1,2)", 3);
        assertThat(duplicate.family()).isEqualTo(Family.SOURCE);
        assertThat(duplicate)
                .hasMessage("the key [id, \"Line No\"] of \"Sh.op\".\"or\"\"ders; --\""
                        + " does not tell its rows apart: 3 rows have (1,2)");
        assertThat(check.incomplete("(1,)")).hasMessageEndingWith(" has no value in the row (1,)");
        assertThat(duplicate.hints().get(0))
                .endsWith("select b.id, b.\"Line No\", count(*) from \"Sh.op\".\"or\"\"ders; --\" as b group by b.id,"
                        + " b.\"Line No\" having count(*) > 1 or num_nulls(b.id, b.\"Line No\") > 0;");
    }
}
