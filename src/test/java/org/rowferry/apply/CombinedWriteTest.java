package org.rowferry.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowferry.apply.Shapes.changes;
import static org.rowferry.apply.Shapes.entry;
import static org.rowferry.apply.Shapes.relation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.catalog.ForeignKey;
import org.rowferry.catalog.Relation;

class CombinedWriteTest {
    private static final String[] COLUMNS = {"id integer!", "name text"};

    @ParameterizedTest(name = "tables {0}, foreign keys {1}: {2}")
    @CsvSource({
        "1 2 3, '', '1|2|3'",
        "1 2, 2>1, '1 2'",
        "2 1, 2>1, '2 1'",
        "1 2 3, 3>1, '1 3|2'",
        "1 2 3, 3>2 2>1, '1 2 3'",
        "1 2 3 4, 4>1 4>3, '1 4 3|2'",
        "1 2, 1>2 2>1, '1 2'",
        "1 2, 1>1, '1|2'",
        "1 2 3, 1>9 2>9, '1|2|3'",
        "1 2 3 4 5, 5>4 2>1, '1 2|3|4 5'",
        "5 1 3, 1>3 3>5, '5 3 1'",
    })
    void tablesThatForeignKeysConnect_areOneGroup_inTheirOrder(String tables, String keys, String groups) {
        List<TablePlan> plans = numbers(tables).map(CombinedWriteTest::plan).toList();
        Set<ForeignKey> foreignKeys = words(keys)
                .map(key -> key.split(">", -1))
                .map(ends -> new ForeignKey("fkey", Long.parseLong(ends[0]), Long.parseLong(ends[1])))
                .collect(Collectors.toSet());
        assertThat(groups(plans, foreignKeys))
                .isEqualTo(Arrays.stream(groups.split("\\|", -1))
                        .map(group -> numbers(group).toList())
                        .toList());
    }

    @Test
    void plansOfOneTable_areNotLost() {
        List<TablePlan> plans = List.of(plan(1), plan(1).rewriting());
        assertThat(groups(plans, Set.of())).containsExactly(List.of(1L), List.of(1L));
    }

    /** No statement is run here. */
    @SuppressWarnings("NullAway")
    private static List<List<Long>> groups(List<TablePlan> plans, Set<ForeignKey> foreignKeys) {
        return new CombinedWrite(null, foreignKeys, null)
                .groups(plans).stream()
                        .map(group -> group.stream().map(TablePlan::oid).toList())
                        .toList();
    }

    @SuppressWarnings("NullAway")
    private static TablePlan plan(long oid) {
        Relation of = relation(COLUMNS);
        Relation relation = new Relation(
                oid, of.name(), of.kind(), of.columns(), of.stored(), of.computed(), of.keys(), of.traits(), 1);
        TargetTable table = Shapes.table(changes(COLUMNS), entry(), relation);
        return new TablePlan(
                table,
                new TableSession(null, Shapes.TARGET, Optional.empty(), false),
                Way.MERGE,
                new TargetSql(table, new TargetSql.Staged(Optional.empty(), Optional.empty(), Optional.of("rows"))),
                1);
    }

    private static Stream<Long> numbers(String text) {
        return words(text).map(Long::valueOf);
    }

    private static Stream<String> words(String text) {
        return Arrays.stream(text.split(" ", -1)).filter(word -> !word.isEmpty());
    }
}
