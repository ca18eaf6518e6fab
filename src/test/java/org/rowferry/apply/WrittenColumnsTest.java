package org.rowferry.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WrittenColumnsTest {
    private static final Set<String> PARTS = Set.of("16");

    @Test
    void tableWithOnePartFewer_hasTheColumnsThatWereWritten() {
        WrittenColumns before = new WrittenColumns(List.of("looked at partitions", "c1 id integer"));
        assertThat(before.changedTo(new WrittenColumns(List.of("c1 id integer")), PARTS))
                .isEmpty();
    }

    @Test
    void labelThatIsGone_wasRenamed() {
        WrittenColumns before = new WrittenColumns(List.of("c1 mood mood", "l10=calm"));
        assertThat(before.changedTo(new WrittenColumns(List.of("c1 mood mood", "l10=serene")), PARTS))
                .hasValueSatisfying(why -> assertThat(why).contains("labels of an enum"));
        assertThat(before.changedTo(new WrittenColumns(List.of("c1 mood mood", "l10=calm", "l11=new")), PARTS))
                .isEmpty();
    }
}
