package org.rowferry.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BucketNumbersTest {
    @ParameterizedTest
    @ValueSource(strings = {"1/0", "1024/3,17,20-45", "8/0,1", "8/0-7", "65536/0,65535"})
    void text_isReadAsItWasWritten(String text) {
        assertThat(BucketNumbers.parse(text)).hasToString(text);
    }

    @Test
    void spans_areAllTheirNumbers() {
        assertThat(BucketNumbers.parse("16/3-6,9").numbers()).isEqualTo(List.of(3, 4, 5, 6, 9));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "8",
                "8/",
                "/1",
                "7/1",
                "8/8",
                "8/1,1",
                "8/2,1",
                "8/3-1",
                "8/-1",
                "8/1,",
                "131072/1",
                "0/0",
                "8/1 ",
                "8/x",
                "65536/0-999999"
            })
    void otherTexts_areRefused(String text) {
        assertThatThrownBy(() -> BucketNumbers.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
