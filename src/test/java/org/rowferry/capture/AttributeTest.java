package org.rowferry.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AttributeTest {
    private static final Attribute ID = new Attribute(1, "10", "aa");
    private static final Attribute NAME = new Attribute(2, "10", "bb");

    @Test
    void columnThatWasWrittenAnewAndSaysTheSame_mayHaveHadAParent() {
        assertThat(mayHaveBeenChild(List.of(ID, NAME), List.of(new Attribute(1, "11", "aa"), NAME)))
                .isTrue();
    }

    @Test
    void columnThatSaysSomethingElse_wasWrittenForThat() {
        assertThat(mayHaveBeenChild(List.of(ID, NAME), List.of(ID, new Attribute(2, "11", "cc"))))
                .isFalse();
    }

    @Test
    void columnsThatAllSaySomethingElse_mayHaveHadAParentBesides() {
        assertThat(mayHaveBeenChild(List.of(ID), List.of(new Attribute(1, "11", "cc"))))
                .isTrue();
        assertThat(mayHaveBeenChild(
                        List.of(ID, NAME), List.of(new Attribute(1, "11", "cc"), new Attribute(2, "11", "dd"))))
                .isTrue();
    }

    @Test
    void columnsThatAreNew_showNothing() {
        assertThat(mayHaveBeenChild(List.of(), List.of(ID))).isFalse();
        assertThat(mayHaveBeenChild(List.of(ID), List.of(ID, new Attribute(2, "11", "bb"))))
                .isFalse();
    }

    private static boolean mayHaveBeenChild(List<Attribute> before, List<Attribute> now) {
        return Attribute.mayHaveBeenChild(before, now);
    }
}
