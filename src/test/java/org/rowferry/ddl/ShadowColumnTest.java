package org.rowferry.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.ddl.ShadowColumn.Arrays;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.ShadowName;
import org.rowferry.schema.TableName;

/** How many keys go into one row of a shadow table. */
class ShadowColumnTest {
    private static final TableName ORDERS = TableName.of("shop", "orders");

    @ParameterizedTest(name = "a type of {0} bytes: {1} in a row, {2} at once")
    @CsvSource({
        "1, 480, 500000",
        "4, 480, 500000",
        "8, 240, 500000",
        "16, 120, 500000",
        "64, 30, 500000",
        "4000, 1, 500000",
        "-1, 60, 14400"
    })
    void row_staysBelowTheSizeFromWhichValuesAreMovedOut(int bytes, int perRow, int atOnce) {
        assertThat(Arrays.of(bytes)).isEqualTo(new Arrays(perRow, atOnce));
    }

    @Test
    void arrays_areCutOutOfNoSmallerOne() {
        assertThatThrownBy(() -> new Arrays(0, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Arrays(4, 3)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keys_areNotedInArrays_whereOneColumnTellsRowsApartAndStatementsAreWatched() {
        ShadowColumn bigint = column("id", Optional.of(Arrays.of(8)));
        ShadowColumn array = column("tags", Optional.empty());
        assertThat(captured(true, CaptureMode.STATEMENT, bigint).arrays()).contains(Arrays.of(8));
        assertThat(captured(true, CaptureMode.STATEMENT, array).arrays()).isEmpty();
        assertThat(captured(true, CaptureMode.STATEMENT, bigint, bigint).arrays())
                .isEmpty();
        assertThat(captured(true, CaptureMode.ROW, bigint).arrays()).isEmpty();
        assertThat(captured(false, CaptureMode.STATEMENT, bigint).arrays()).isEmpty();
    }

    private static ShadowColumn column(String name, Optional<Arrays> arrays) {
        return new ShadowColumn(new Identifier(name), "bigint", Optional.empty(), arrays);
    }

    private static TableToCapture captured(boolean indexed, CaptureMode mode, ShadowColumn... key) {
        return new TableToCapture(ORDERS, ShadowName.of(ORDERS), List.of(key), indexed, mode);
    }
}
