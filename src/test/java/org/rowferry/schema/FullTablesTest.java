package org.rowferry.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FullTablesTest {
    private static final TableName ORDERS = TableName.of("shop", "orders");
    private static final TableName UGLY = TableName.of("My Shop", "Order-\"Lines\"");

    @Test
    void optionWithoutName_asksForEveryTable() {
        assertThat(FullTables.asked(List.of())).isEqualTo(FullTables.ALL);
        assertThat(FullTables.ALL.contain(ORDERS)).isTrue();
        assertThat(FullTables.ALL.contain(UGLY)).isTrue();
    }

    @Test
    void optionWithNames_asksForTheseAlone() {
        FullTables asked = FullTables.asked(List.of(UGLY, UGLY));
        assertThat(asked.names()).isEqualTo(Set.of(UGLY));
        assertThat(asked.contain(UGLY)).isTrue();
        assertThat(asked.contain(ORDERS)).isFalse();
    }

    @Test
    void nightlyRun_asksForNone() {
        assertThat(FullTables.NONE.contain(ORDERS)).isFalse();
    }
}
