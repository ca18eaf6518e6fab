package org.rowferry.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final TableName NAME = TableName.of("public", "Order-Lines");
    private static final Column ORDER = Column.of("order", "bigint", true);
    private static final Column LINE = Column.of("line", "integer", true);
    private static final Column TEXT = Column.of("text", "text", false);

    @Test
    void table_listsKeyColumnsInTheOrderOfTheKey() {
        Table table = new Table(NAME, List.of(ORDER, TEXT, LINE), key("line", "order"));
        assertThat(table.keyColumns()).containsExactly(LINE, ORDER);
        assertThat(table.columnNames()).extracting(Identifier::name).containsExactly("order", "text", "line");
    }

    @Test
    void table_findsAColumnByItsExactName() {
        Table table = new Table(NAME, List.of(ORDER, LINE), key("order"));
        assertThat(table.column(new Identifier("line"))).contains(LINE);
        assertThat(table.column(new Identifier("Line"))).isEmpty();
    }

    @Test
    void table_refusesAKeyThatIsNotOfItsColumns() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Table(NAME, List.of(ORDER), key("order", "line")))
                .withMessageContaining("public.\"Order-Lines\"");
    }

    @Test
    void table_refusesAColumnThatIsThereTwice() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Table(NAME, List.of(ORDER, ORDER), key("order")));
    }

    @Test
    void table_keepsItsOwnListOfColumns() {
        List<Column> columns = new ArrayList<>(List.of(ORDER));
        Table table = new Table(NAME, columns, key("order"));
        columns.add(LINE);
        assertThat(table.columns()).containsExactly(ORDER);
    }

    @Test
    void key_hasItsColumnsEachOnce() {
        assertThat(key().isNone()).isTrue();
        assertThat(key("a").isNone()).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> key("a", "b", "a"));
        assertThat(key("a", "A").columns()).hasSize(2);
    }

    @Test
    void key_containsItsColumnsAlone() {
        assertThat(key("a").contains(new Identifier("a"))).isTrue();
        assertThat(key("a").contains(new Identifier("b"))).isFalse();
    }

    private static Key key(String... columns) {
        return new Key(Stream.of(columns).map(Identifier::new).toList());
    }
}
