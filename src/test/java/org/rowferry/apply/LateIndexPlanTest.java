package org.rowferry.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rowferry.apply.IndexFacts.Constraint;
import org.rowferry.apply.IndexFacts.Tie;
import org.rowferry.apply.LateIndexPlan.Indexed;
import org.rowferry.apply.LateIndexPlan.Obstacle;
import org.rowferry.catalog.ForeignKey;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

class LateIndexPlanTest {
    private static final String KEY = "CREATE UNIQUE INDEX \"Orders pkey\" ON crm.\"Orders\" USING btree (id)";
    private static final String DAY = "CREATE INDEX day ON crm.\"Orders\" USING btree (day)";
    private static final IndexFacts OF_KEY = new IndexFacts(
            TableName.of("crm", "Orders pkey"),
            KEY,
            Optional.of(new Constraint(new Identifier("Orders pkey"), "primary key", "")),
            Set.of());
    private static final IndexFacts OF_DAY = plain(Set.of());

    private static IndexFacts plain(Set<Tie> ties) {
        return new IndexFacts(TableName.of("crm", "day"), DAY, Optional.empty(), ties);
    }

    private static TargetTable receiving(long rows) {
        return Shapes.table(
                Shapes.announcing(Shapes.full("id bigint!"), rows), Shapes.entry(), Shapes.relation("id bigint!"));
    }

    private static Optional<LateIndexPlan> plan(Set<Obstacle> obstacles, IndexFacts... indexes) {
        return LateIndexPlan.of(Shapes.TARGET, new Indexed(obstacles, List.of(indexes)));
    }

    @Test
    void emptyTableThatManyRowsArriveFor_mayGetItsIndexesAfterThem() {
        assertThat(LateIndexPlan.obstacle(receiving(10), Way.COPY, 10)).isEmpty();
    }

    @Test
    void fewRows_anUnknownNumber_rowsThatAreThere_andRowsOfOthers_leaveTheIndexesAsTheyAre() {
        TargetTable unknown = Shapes.table(Shapes.full("id bigint!"), Shapes.entry(), Shapes.relation("id bigint!"));
        TargetTable shared = Shapes.table(
                receiving(10).delivery(), Shapes.setting(Shapes.entry(), "source", "9"), Shapes.relation("id bigint!"));
        assertThat(LateIndexPlan.obstacle(receiving(9), Way.COPY, 10)).contains(Obstacle.FEW_ROWS);
        assertThat(LateIndexPlan.obstacle(receiving(10), Way.COPY, Long.MAX_VALUE))
                .contains(Obstacle.FEW_ROWS);
        assertThat(LateIndexPlan.obstacle(unknown, Way.COPY, 0)).contains(Obstacle.FEW_ROWS);
        assertThat(LateIndexPlan.obstacle(shared, Way.COPY, 10)).contains(Obstacle.FEW_ROWS);
        assertThat(LateIndexPlan.obstacle(receiving(10), Way.MERGE, 10)).contains(Obstacle.FEW_ROWS);
        assertThat(LateIndexPlan.obstacle(receiving(10), Way.REPLACE, 10)).contains(Obstacle.FEW_ROWS);
    }

    @Test
    void columnThatIsEmptiedAfterwards_leavesTheIndexesAsTheyAre() {
        assertThat(LateIndexPlan.obstacle(Shapes.emptying(receiving(10), "note text"), Way.COPY, 10))
                .contains(Obstacle.EMPTIED);
    }

    @Test
    void foreignKeyToATableWhoseRowsMayGo_leavesTheIndexesAsTheyAre() {
        Set<ForeignKey> keys = Set.of(new ForeignKey("parent", 42, 7), new ForeignKey("child", 9, 42));
        assertThat(LateIndexPlan.obstacle(receiving(10), keys, Set.of(7L))).contains(Obstacle.CHANGING_PARENT);
        assertThat(LateIndexPlan.obstacle(receiving(10), keys, Set.of(9L))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Obstacle.class)
    void obstacle_leavesAllIndexesAsTheyAre(Obstacle obstacle) {
        assertThat(plan(Set.of(obstacle), OF_KEY, OF_DAY)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Tie.class)
    void indexThatIsTied_staysAlone(Tie tie) {
        assertThat(plan(Set.of(), OF_KEY, plain(Set.of(tie))).orElseThrow().indexes())
                .containsExactly(OF_KEY);
        assertThat(plan(Set.of(), plain(Set.of(tie)))).isEmpty();
    }

    @Test
    void constraintTakesTheIndexThatIsCreatedForIt_andTheTableIsLockedWithoutWaiting() {
        LateIndexPlan plan = plan(Set.of(), OF_KEY, OF_DAY).orElseThrow();
        assertThat(plan.lock()).isEqualTo("lock table only crm.\"Orders\" in access exclusive mode nowait");
        assertThat(plan.drop())
                .isEqualTo("alter table only crm.\"Orders\" drop constraint \"Orders pkey\"; drop index crm.day");
        assertThat(plan.create())
                .containsExactly(
                        KEY,
                        "alter table only crm.\"Orders\" add constraint \"Orders pkey\" primary key"
                                + " using index \"Orders pkey\"",
                        DAY);
    }

    @Test
    void constraintThatIsDeferrable_staysDeferrable() {
        IndexFacts late = new IndexFacts(
                TableName.of("crm", "place"),
                "CREATE UNIQUE INDEX place ON crm.\"Orders\" USING btree (place)",
                Optional.of(new Constraint(new Identifier("place"), "unique", "deferrable initially deferred")),
                Set.of());
        assertThat(late.create(Shapes.TARGET).get(1))
                .endsWith("add constraint place unique using index place deferrable initially deferred");
    }
}
