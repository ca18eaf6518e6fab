package org.rowferry.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowferry.apply.Shapes.changes;
import static org.rowferry.apply.Shapes.entry;
import static org.rowferry.apply.Shapes.identifiers;
import static org.rowferry.apply.Shapes.reference;
import static org.rowferry.apply.Shapes.relation;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.rowferry.catalog.Reference;
import org.rowferry.catalog.Reference.Action;
import org.rowferry.catalog.Relation;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.TableName;

class ForeignKeyActionsTest {
    private static final String[] COLUMNS = {"id integer!", "parent integer"};

    @ParameterizedTest
    @CsvSource({"CASCADE, delete", "SET_NULL, change", "SET_DEFAULT, change"})
    void rowsThatAForeignKeyWouldTouch_areShown_howeverTheirColumnsAreNamed(Action action, String verb) {
        Reference of = reference(action, Action.NO_ACTION);
        Reference hostile = new Reference(
                of.oid(),
                of.name(),
                "FOREIGN KEY (\"It's\", b) REFERENCES crm.\"Orders\"(id, b) ON DELETE CASCADE",
                new Reference.Side(42, Shapes.TARGET, "crm.\"Orders\"", identifiers("id", "b"), Set.of(42L), true),
                new Reference.Side(
                        43, TableName.of("crm", "lines"), "crm.lines", identifiers("It's", "b"), Set.of(43L), true),
                List.of("=", "="),
                action,
                Action.NO_ACTION);
        Failure failure = ForeignKeyActions.refused(hostile, action, "deletes", List.of("o'1", "2"));
        assertThat(failure.family()).isEqualTo(Family.TARGET);
        assertThat(failure)
                .hasMessage("the foreign key lines_parent_fkey would " + verb + " rows of crm.lines that the source"
                        + " does not: they refer to (id, b)=(o'1, 2) of crm.\"Orders\", which it deletes");
        assertThat(failure.hints())
                .contains(
                        "List the rows with: select * from crm.lines where \"It's\" = 'o''1' and b = '2';",
                        "Or let the foreign key refuse instead of acting: alter table crm.lines drop constraint"
                                + " lines_parent_fkey, add constraint lines_parent_fkey FOREIGN KEY (\"It's\", b)"
                                + " REFERENCES crm.\"Orders\"(id, b);",
                        "Or do without it: alter table crm.lines drop constraint lines_parent_fkey;");
    }

    @ParameterizedTest
    @EnumSource(Action.class)
    void rowThatHasTheNewValueAlready_isLeftAloneByCascadeAlone(Action onUpdate) {
        assertThat(ForeignKeyActions.unlessInStep(reference(Action.NO_ACTION, onUpdate)))
                .isEqualTo(onUpdate == Action.CASCADE ? " where row(c.c0::text) is distinct from row(o.n0::text)" : "");
    }

    @Test
    void allRowsOfATableThatIsNotBrought_mayRefer() {
        assertThat(referring(plan(42, "orders", Way.MERGE))).isEqualTo("select c.parent as c0 from crm.lines as c");
    }

    @Test
    void rowsThatTheBundleDecidesOn_areThoseThatItBrings() {
        TablePlan lines = plan(43, "lines", Way.MERGE);
        assertThat(referring(plan(42, "orders", Way.MERGE), lines))
                .isEqualTo("select c.parent as c0 from crm.lines as c where not ("
                        + lines.sql().decidesOn("c").orElseThrow() + ") union all "
                        + lines.sql().coming(identifiers("parent")).orElseThrow());
    }

    @Test
    void bundleOfAPartition_decidesOnItsRowsAlone() {
        TablePlan part = plan(44, "lines_2", Way.MERGE);
        assertThat(referring(part))
                .contains(part.sql().decidesOn("c").orElseThrow()
                        + " and c.tableoid in (select relid from pg_partition_tree(44)))");
    }

    /** No statement is run here. */
    @SuppressWarnings("NullAway")
    private static String referring(TablePlan... plans) {
        Reference of = reference(Action.CASCADE, Action.NO_ACTION);
        Reference.Side child = of.child();
        Reference reference = new Reference(
                of.oid(),
                of.name(),
                of.definition(),
                of.parent(),
                new Reference.Side(43, child.name(), child.only(), child.columns(), Set.of(43L, 44L), true),
                of.operators(),
                of.onDelete(),
                of.onUpdate());
        return new ForeignKeyActions(null, null, null, List.of(plans)).referring(reference);
    }

    @SuppressWarnings("NullAway")
    private static TablePlan plan(long oid, String name, Way way) {
        Relation of = relation(COLUMNS);
        TableName table = TableName.of("crm", name);
        Relation relation = new Relation(
                oid, table, of.kind(), of.columns(), of.stored(), of.computed(), of.keys(), of.traits(), 1);
        TargetTable target = Shapes.table(changes(COLUMNS), entry(), relation);
        return new TablePlan(
                target,
                new TableSession(null, table, Optional.empty(), false),
                way,
                new TargetSql(target, new TargetSql.Staged(Optional.of("keys"), Optional.empty(), Optional.of("rows"))),
                1);
    }
}
