package org.rowferry.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.report.Shown;

class TableNameTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "public.orders, public, orders",
                "Public.ORDERS, public, orders",
                "public.\"Order-Lines\", public, Order-Lines",
                "\"my.schema\".\"my.table\", my.schema, my.table",
                "public.\"say \"\"hi\"\"\", public, say \"hi\"",
                "\"\"\"\".\"\"\"\"\"\", \", \"\"",
                "_a$1.b_2, _a$1, b_2",
                "ÉTÉ.Été, ÉtÉ, Été",
                "public.group, public, group",
            })
    void parse_readsANameAsSqlWritesIt(String text, String schema, String name) {
        assertThat(TableName.parse(text)).isEqualTo(TableName.of(schema, name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "orders",
                ".",
                "public.",
                ".orders",
                "a.b.c",
                "public.\"orders",
                "public.\"\"",
                "public.\"orders\"x",
                "public.order-lines",
                "public .orders",
                "public.orders;",
                "public.1orders",
                "public.$orders",
                "\"public.orders\"",
            })
    void parse_refusesWhatIsNotTwoIdentifiers(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> TableName.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "Order-Lines", "group", "a\"b", "a.b", " ", "\"", "été", "1"})
    void parse_readsBackWhatANamePrints(String name) {
        TableName table = TableName.of("My \"schema\".", name);
        assertThat(TableName.parse(table.toString())).isEqualTo(table);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\ty\nz",
                "\33[0m",
                "U&",
                "U&\"a\"\t",
                "back\\slash\t",
                "\\\t0009",
                "\u202eab",
                "\udb40\udc41",
                "a\""
            })
    void parse_readsBackWhatANameIsShownAs(String name) {
        TableName table = TableName.of("s\t", name);
        assertThat(Shown.line(table.toString())).isEqualTo(Shown.value(Shown.line(table.toString())));
        assertThat(TableName.parse(Shown.line(table.toString()))).isEqualTo(table);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.U&\"\\\"",
                "a.U&\"\\00\"",
                "a.U&\"\\+12345\"",
                "a.U&\"\\+110000\"",
                "a.U&\"\\0000\"",
                "a.U&\"x",
                "a.U&x"
            })
    void parse_refusesEscapesThatTheServerRefuses(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> TableName.parse(text));
    }

    @Test
    void names_sortBySchemaFirst() {
        assertThat(Stream.of("b.a", "a.b", "a.a").map(TableName::parse).sorted())
                .extracting(TableName::toString)
                .containsExactly("a.a", "a.b", "b.a");
    }
}
