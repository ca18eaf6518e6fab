package org.rowferry.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"reporting", "a", "0", "Eu-West_1", "a-", "a_"})
    void streamName_takesLettersDigitsAndTwoSigns(String name) {
        assertThat(new StreamName(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "_a", ".a", "a.b", "a/b", "..", "a b", "a\n", "é", "a\0"})
    void streamName_refusesWhatAFileNameShouldNotHold(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StreamName(name))
                .withMessageContaining("'" + name + "'");
    }

    @Test
    void streamName_hasAtMost63Characters() {
        assertThat(new StreamName("a".repeat(63)).name()).hasSize(63);
        assertThatIllegalArgumentException().isThrownBy(() -> new StreamName("a".repeat(64)));
    }
}
