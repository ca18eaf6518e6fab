package org.rowferry.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowferry.capture.Captured.byTriggers;
import static org.rowferry.capture.Captured.shipped;
import static org.rowferry.capture.Captured.transformed;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ShapeTest {
    private static final Shape SHAPE = new Shape(Map.of("its columns", "a integer\nb text", "its key", "[a]"));

    @Test
    void shape_isTheSameAsItsOwnText() {
        assertThat(SHAPE.changedSince(SHAPE.text())).isEmpty();
        Shape odd = SHAPE.with("its filter", "a = '\\n' and b = '='");
        assertThat(odd.changedSince(odd.text())).isEmpty();
    }

    @Test
    void partsThatDiffer_areNamedTogether() {
        Shape now = Shape.of(transformed(shipped(byTriggers()), "upper(name)"));
        assertThat(now.changedSince(
                        now.with("its key", "[b]").with("its filter", "a > 0").text()))
                .contains("its key and its filter changed");
    }

    @Test
    void partThatIsNewHere_hasChanged_andOneThatIsNotComparedAnyMoreHasNot() {
        assertThat(SHAPE.with("its filter", "a > 0").changedSince(SHAPE.text())).contains("its filter changed");
        assertThat(SHAPE.changedSince(SHAPE.with("its filter", "a > 0").text())).isEmpty();
    }

    @Test
    void generatedColumns_areNotComparedWithATextThatHasNone() {
        Shape generated = SHAPE.with("the expressions of its generated columns", "upper(a)");
        assertThat(generated.changedSince(SHAPE.text())).isEmpty();
        assertThat(generated.changedSince(SHAPE.with("the expressions of its generated columns", "lower(a)")
                        .text()))
                .contains("the expressions of its generated columns changed");
    }

    @Test
    void newLinesAndBackslashes_doNotMakeAnotherPart() {
        Shape one = SHAPE.with("its filter", "a\nits key=[b]");
        assertThat(one.text().lines().count()).isEqualTo(3);
        assertThat(one.changedSince(SHAPE.with("its filter", "a\\nits key=[b]").text()))
                .contains("its filter changed");
    }

    @Test
    void fingerprint_differsWhereTheTextDoes() {
        assertThat(SHAPE.fingerprint()).hasSize(64).isEqualTo(new Shape(SHAPE.parts()).fingerprint());
        assertThat(SHAPE.with("its key", "[b]").fingerprint()).isNotEqualTo(SHAPE.fingerprint());
    }
}
