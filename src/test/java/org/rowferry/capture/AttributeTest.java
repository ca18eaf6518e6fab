package org.rowferry.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class AttributeTest {
    private static final Attribute ID = new Attribute(1, "10");
    private static final Attribute NAME = new Attribute(2, "10");

    @Test
    void columnThatWasWrittenAnew_mayHaveHadAParent() {
        assertThat(Attribute.mayHaveBeenChild(List.of(ID, NAME), List.of(new Attribute(1, "11"), NAME)))
                .isTrue();
    }

    @Test
    void columnsThatStayAsTheyWere_hadNone() {
        assertThat(Attribute.mayHaveBeenChild(List.of(ID, NAME), List.of(ID, NAME)))
                .isFalse();
        assertThat(Attribute.mayHaveBeenChild(List.of(ID, NAME), List.of(ID))).isFalse();
    }

    @Test
    void columnsThatAreNew_showNothing() {
        assertThat(Attribute.mayHaveBeenChild(List.of(), List.of(ID))).isFalse();
        assertThat(Attribute.mayHaveBeenChild(List.of(ID), List.of(ID, new Attribute(2, "11"))))
                .isFalse();
    }

    @Test
    void textOfAnOlderRowferry_isTheSameColumn() {
        assertThat(Attribute.parse("1 10 5eaf")).isEqualTo(ID);
        assertThat(Attribute.parse(ID.toString())).isEqualTo(ID);
        assertThatThrownBy(() -> Attribute.parse("1")).isInstanceOf(IllegalArgumentException.class);
    }
}
