package org.rowferry.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnRowTest {
    private static final ColumnRow ID = new ColumnRow(1, "10");
    private static final ColumnRow NAME = new ColumnRow(2, "10");

    @Test
    void columnThatWasWrittenAnew_mayHaveHadAParent() {
        assertThat(ColumnRow.mayHaveBeenChild(List.of(ID, NAME), List.of(new ColumnRow(1, "11"), NAME)))
                .isTrue();
    }

    @Test
    void columnsThatStayAsTheyWere_hadNone() {
        assertThat(ColumnRow.mayHaveBeenChild(List.of(ID, NAME), List.of(ID, NAME)))
                .isFalse();
        assertThat(ColumnRow.mayHaveBeenChild(List.of(ID, NAME), List.of(ID))).isFalse();
    }

    @Test
    void columnsThatAreNew_showNothing() {
        assertThat(ColumnRow.mayHaveBeenChild(List.of(), List.of(ID))).isFalse();
        assertThat(ColumnRow.mayHaveBeenChild(List.of(ID), List.of(ID, new ColumnRow(2, "11"))))
                .isFalse();
    }

    @Test
    void textOfAnOlderRowferry_isTheSameColumn() {
        assertThat(ColumnRow.parse("1 10 5eaf")).isEqualTo(ID);
        assertThat(ColumnRow.parse(ID.toString())).isEqualTo(ID);
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(strings = {"", "1", "1 ", " 1 10", "1 10 5eaf 6", "1 10 G", "1 ten", "-1 10", "1 10\n"})
    void otherText_isNoColumn(String text) {
        assertThatThrownBy(() -> ColumnRow.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is no column");
    }

    @Test
    void columnsThatAreTheSame_mayComeInAnyOrder() {
        assertThat(ColumnRow.mayHaveBeenChild(List.of(ID, NAME), List.of(NAME, ID)))
                .isFalse();
        assertThat(ColumnRow.mayHaveBeenChild(List.of(ID, NAME), List.of(new ColumnRow(2, "9"), ID)))
                .as("an older transaction is another one too")
                .isTrue();
    }
}
