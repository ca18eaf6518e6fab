package org.rowferry.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.rowferry.apply.Shapes.changes;
import static org.rowferry.apply.Shapes.entry;
import static org.rowferry.apply.Shapes.reference;
import static org.rowferry.apply.Shapes.relation;
import static org.rowferry.apply.Shapes.table;
import static org.rowferry.apply.Shapes.withIdentities;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.rowferry.apply.CombinedWrite.Part;
import org.rowferry.catalog.Reference;
import org.rowferry.catalog.Reference.Action;
import org.rowferry.report.Failure;

class TablePlanTest {
    private static final String[] COLUMNS = {"id integer!", "name text"};

    /** No statement of a plan is run here. */
    @SuppressWarnings("NullAway")
    private static final TableSession NOWHERE = new TableSession(null, Shapes.TARGET, Optional.empty(), false);

    @ParameterizedTest(name = "{0}: deletes {1}, updates {2}, takes out {3}, puts back {4}")
    @CsvSource({
        "COPY, false, false, false, false",
        "REPLACE, false, false, false, false",
        "MERGE, true, true, false, false",
        "IN_PLACE, true, true, false, false",
        "REWRITE, true, false, true, true"
    })
    void way_decidesWhichStatementsThereAre(
            Way way, boolean deletion, boolean update, boolean takeOut, boolean putBack) {
        TablePlan plan = plan(way, "keys", "rows");
        assertThat(plan.deletion().isPresent()).isEqualTo(deletion);
        assertThat(plan.update().isPresent()).isEqualTo(update);
        assertThat(plan.takeOut().isPresent()).isEqualTo(takeOut);
        assertThat(plan.putBack("gone").isPresent()).isEqualTo(putBack);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void insertion_isOfAllRows_whereNoneThatStaysCanBeThere(Way way) {
        boolean all = way == Way.COPY || way == Way.REPLACE;
        assertThat(plan(way, "rows").insertion().orElseThrow())
                .endsWith(all ? "as r where true" : "t.id operator(pg_catalog.=) r.id)");
    }

    @ParameterizedTest(name = "{0} with {1}: pending {2}")
    @CsvSource({
        "COPY, rows, true",
        "COPY, '', false",
        "MERGE, keys, true",
        "MERGE, all, true",
        "MERGE, '', false",
        "REPLACE, rows, false",
        "REPLACE, keys, false"
    })
    void plan_isPendingWhereRowsWaitThatOthersMayReferTo(Way way, String staged, boolean pending) {
        assertThat(plan(way, staged).isPending()).isEqualTo(pending);
    }

    /** Where one row takes a value that another gives up, two statements may do what one cannot. */
    @Test
    void planInPlace_hasOneStatementForTwo_untilItIsMerged() {
        TablePlan plan = plan(Way.IN_PLACE, "keys", "rows");
        assertThat(plan.upsert()).isPresent();
        assertThat(plan.isPending()).isTrue();
        assertThat(plan.canBeRewritten()).isTrue();
        assertThat(plan.merging().upsert()).isEmpty();
        assertThat(plan.merging().update()).isPresent();
        assertThat(plan.identityDiffers()).isEmpty();
    }

    @Test
    void changeOfMind_isAnotherPlan() {
        TablePlan plan = plan(Way.MERGE, "rows");
        TablePlan other = plan.rewriting();
        assertThat(other.isRewritten()).isTrue();
        assertThat(plan.isRewritten()).isFalse();
        assertThat(plan.update()).isPresent();
        assertThat(other.sql()).isSameAs(plan.sql());
    }

    @ParameterizedTest(name = "{0}, referenced with ON DELETE {1}: {2}")
    @CsvSource({
        "MERGE, , true",
        "MERGE, NO_ACTION, true",
        "MERGE, RESTRICT, false",
        "MERGE, CASCADE, false",
        "MERGE, SET_NULL, false",
        "MERGE, SET_DEFAULT, false",
        "REWRITE, NO_ACTION, true",
        "COPY, NO_ACTION, false",
        "REPLACE, , false"
    })
    void rows_canBeRewritten_whereNoForeignKeyMinds(Way way, Action onDelete, boolean can) {
        Reference[] references =
                onDelete == null ? new Reference[0] : new Reference[] {reference(onDelete, Action.NO_ACTION)};
        TargetTable table = table(changes(COLUMNS), entry(), relation(COLUMNS), references);
        assertThat(plan(table, way, "rows").canBeRewritten()).isEqualTo(can);
    }

    @Test
    void identityThatIsFixed_hasItsRowsRewritten_orTheTableRefused() {
        TargetTable table = withIdentities(table(changes(COLUMNS), entry(), relation(COLUMNS)), "id");
        TablePlan plan = plan(table, Way.MERGE, "rows");
        assertThat(plan.identityDiffers()).isPresent();
        assertThat(plan.rewriting().identityDiffers()).isEmpty();
        assertThat(plan.rewritingIdentities().isRewritten()).isTrue();
        TargetTable referenced = withIdentities(
                table(changes(COLUMNS), entry(), relation(COLUMNS), reference(Action.RESTRICT, Action.NO_ACTION)),
                "id");
        Failure failure = catchThrowableOfType(
                Failure.class, () -> plan(referenced, Way.MERGE, "rows").rewritingIdentities());
        assertThat(failure).hasMessageContaining("values of crm.\"Orders\".id changed");
        assertThat(failure.hints())
                .containsExactly(
                        "Run on the target: alter table crm.\"Orders\" alter column id set generated by default;");
    }

    @Test
    void oneStatement_writesAGroup_eachPartAfterThoseBefore() {
        TablePlan merged = plan(Way.MERGE, "keys", "rows");
        assertThat(CombinedWrite.Statement.of(List.of(merged), EnumSet.allOf(Part.class))
                        .text())
                .isEqualTo("with deleted_42 as (" + merged.deletion().orElseThrow() + " returning 1), "
                        + "settled_1 as materialized (select (select count(*) from deleted_42) as rows), "
                        + "updated_42 as (" + merged.update().orElseThrow()
                        + " and (select rows from settled_1) >= 0 returning 1), "
                        + "settled_3 as materialized (select (select count(*) from deleted_42) + (select count(*) from"
                        + " updated_42) as rows), "
                        + "inserted_42 as (" + merged.insertion().orElseThrow()
                        + " and (select rows from settled_3) >= 0 returning 1)"
                        + " select (select count(*) from deleted_42) as deleted_42,"
                        + " (select count(*) from updated_42) as updated_42,"
                        + " (select count(*) from inserted_42) as inserted_42");
    }

    @Test
    void rowsThatAreTakenOut_areBackBeforeNewOnesCome() {
        String text = CombinedWrite.Statement.of(List.of(plan(Way.REWRITE, "rows")), EnumSet.allOf(Part.class))
                .text();
        assertThat(text.indexOf("taken_out_42 as (delete"))
                .isGreaterThanOrEqualTo(0)
                .isLessThan(text.indexOf("updated_42 as (insert"));
        assertThat(text.indexOf("updated_42 as (insert")).isLessThan(text.indexOf("inserted_42 as (insert"));
        assertThat(text).contains("from taken_out_42 as o join pg_temp.rows as r");
    }

    private static TablePlan plan(Way way, String... staged) {
        return plan(table(changes(COLUMNS), entry(), relation(COLUMNS)), way, staged);
    }

    private static TablePlan plan(TargetTable table, Way way, String... staged) {
        return new TablePlan(
                table,
                NOWHERE,
                way,
                new TargetSql(
                        table,
                        new TargetSql.Staged(among(staged, "keys"), among(staged, "all"), among(staged, "rows"))),
                3);
    }

    private static Optional<String> among(String[] staged, String name) {
        return List.of(staged).contains(name) ? Optional.of(name) : Optional.empty();
    }
}
