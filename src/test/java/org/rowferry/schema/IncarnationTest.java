package org.rowferry.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IncarnationTest {
    private static final UUID FIRST = new UUID(0, 1);
    private static final UUID SECOND = new UUID(0, 2);
    private static final UUID THIRD = new UUID(0, 3);

    @Test
    void incarnation_descendsFromItsAncestorsAlone() {
        Incarnation incarnation = new Incarnation(THIRD, List.of(FIRST, SECOND));
        assertThat(incarnation.descendsFrom(FIRST)).isTrue();
        assertThat(incarnation.descendsFrom(SECOND)).isTrue();
        assertThat(incarnation.descendsFrom(THIRD)).isFalse();
        assertThat(new Incarnation(SECOND, List.of(FIRST)).descendsFrom(THIRD)).isFalse();
    }

    @Test
    void incarnation_isNotItsOwnAncestor() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Incarnation(FIRST, List.of(FIRST)))
                .withMessageContaining(FIRST.toString());
    }
}
