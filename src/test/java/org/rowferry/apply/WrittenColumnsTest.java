package org.rowferry.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.schema.Identifier;

class WrittenColumnsTest {
    private static final Set<String> PARTS = Set.of("16");

    @ParameterizedTest(name = "{0}, now {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "c1 id integer; c2 name text | c1 id integer; c2 name text |",
                "c1 id integer; c2 name text | c2 name text; c1 id integer |",
                "c1 id integer | c2 id integer | has another column id than the one that was written to",
                "c1 \"It \"\"is\" integer | c2 \"It \"\"is\" integer | has another column \"It \"\"is\" than the one that was written to",
                "c1 id integer | c1 id bigint |",
                "c1 id bigint | c1 id integer | has the column id as integer, which was bigint when it was written to",
                "c1 id integer; c2 gone text | c1 id integer |",
                "c1 id integer | c1 id integer; c9 own text |",
                "looked at partitions; p16 2,1 | looked at partitions; p16 2,1 |",
                "looked at partitions; p16 2,1 | looked at partitions; p16 1,3 | has a partition with other columns than those that were written to",
                "looked at partitions; p16 2,1 | looked at partitions | has a partition with other columns than those that were written to",
                "looked at partitions | looked at partitions; p17 2,1 |",
                "c1 id integer | looked at partitions; p16 2,1; c1 id integer |",
                "l10=calm; l11=glad | l11=glad; l10=calm; l12=new |",
                "l10=calm | l10=serene | has labels of an enum that were renamed since it was written to",
                "tshop.pair (a integer) | tshop.pair (a integer, b text) |",
                "tshop.pair (a integer) | tshop.pair (a bigint) | has a composite type that was changed since it was written to",
                "tshop.pair (a integer, b text) | tshop.pair (a integer) | has a composite type that was changed since it was written to",
                "tshop.pair (a integer) | tshop.pair (a integerx) | has a composite type that was changed since it was written to",
            })
    void columnsThatWereWritten_areTheSameOnes_orSaidToBeOthers(String before, String now, String why) {
        assertThat(written(before).changedTo(written(now), PARTS)).isEqualTo(Optional.ofNullable(why));
    }

    @ParameterizedTest(name = "{0}, now {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "c1 id smallint | c1 id integer | true",
                "c1 id integer | c1 id integer | true",
                "c1 id bigint | c1 id integer | false",
                "c1 id text | c1 id text | false",
                "c1 id character varying(5) | c1 id character varying(9) | true",
                "c1 id character varying(9) | c1 id character varying(5) | false",
                "c1 id integer | c2 other integer | false",
                "c2 other integer | c1 id integer | false",
            })
    void columnIsWidened_whereItsTypeTakesMore(String before, String now, boolean widened) {
        assertThat(written(before).isWidened(new Identifier("id"), written(now)))
                .isEqualTo(widened);
    }

    @Test
    void names_areReadAsSqlHasThem() {
        WrittenColumns columns = written("c1 \"It \"\"is\" integer; c2 name text; tc (x y)");
        assertThat(columns.names()).containsExactly(new Identifier("It \"is"), new Identifier("name"));
        assertThat(columns.has(new Identifier("It \"is"))).isTrue();
        assertThat(columns.has(new Identifier("x"))).isFalse();
    }

    @Test
    void tableWithOnePartFewer_hasTheColumnsThatWereWritten() {
        assertThat(written("looked at partitions; c1 id integer").changedTo(written("c1 id integer"), PARTS))
                .isEmpty();
    }

    private static WrittenColumns written(String texts) {
        return new WrittenColumns(List.of(texts.split("; ", -1)));
    }
}
