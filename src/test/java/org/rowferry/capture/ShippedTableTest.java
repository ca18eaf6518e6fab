package org.rowferry.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.rowferry.capture.Sources.HOSTILE;
import static org.rowferry.capture.Sources.PLAIN;
import static org.rowferry.capture.Sources.relation;
import static org.rowferry.capture.Sources.shipped;
import static org.rowferry.capture.Sources.unique;
import static org.rowferry.capture.Sources.watched;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.catalog.Relation;
import org.rowferry.catalog.Relation.Traits;
import org.rowferry.catalog.RelationKind;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Selection;
import org.rowferry.schema.Table;

/** A table as a target gets it: its columns, and the query for its rows. */
class ShippedTableTest {
    /** No row is read here. */
    @SuppressWarnings("NullAway")
    private static final Session NOWHERE = null;

    private static final CapturedTable TABLE = Sources.hostile(unique("id", "Line No"));
    private static final String ALIAS = "\"or\"\"ders; --\"";

    @Test
    void query_namesEachColumnUnderTheTablesOwnName() {
        assertThat(shipped(TABLE, Selection.EVERYTHING).select("select b.* from t as b"))
                .isEqualTo("select " + ALIAS + ".\"Line No\", " + ALIAS + ".id, " + ALIAS
                        + ".\"na me\" from (select b.* from t as b) as " + ALIAS);
    }

    @Test
    void expressions_areClosedByALineEnd_sinceTheyMayEndInAComment() {
        Selection selection = new Selection(
                List.of(), Map.of(new Identifier("na me"), "upper(x) -- all"), Optional.of("id > 0 -- some"));
        assertThat(shipped(TABLE, selection, "id:integer", "na me:text").select("q"))
                .isEqualTo("select " + ALIAS + ".id, (\nupper(x) -- all\n) as \"na me\" from (q) as " + ALIAS
                        + " where (\nid > 0 -- some\n)");
    }

    @Test
    void keys_areThoseOfTheRowsThatAreShipped() {
        Selection filtered = new Selection(List.of(), Map.of(), Optional.of("id > 0"));
        assertThat(new ShippedRows(NOWHERE, shipped(TABLE, filtered, "id:integer", "Line No:integer")).allKeys())
                .isEqualTo("select b.id, b.\"Line No\" from (select " + ALIAS + ".id, " + ALIAS
                        + ".\"Line No\" from (select b.* from " + HOSTILE + " as b) as " + ALIAS
                        + " where (\nid > 0\n)) as b");
    }

    @Test
    void target_isToldOfTheColumnsThatItGets_andOfThoseThatAreWithheld() {
        ShippedTable some = shipped(TABLE, Selection.EVERYTHING, "Line No:integer", "id:integer");
        assertThat(some.withheld()).containsExactly(new Identifier("na me"));
        assertThat(some.table()).isEqualTo(new Table(HOSTILE, some.columns(), Sources.key("id", "Line No")));
        assertThat(shipped(TABLE, Selection.EVERYTHING).withheld()).isEmpty();
    }

    @ParameterizedTest(name = "{0} wanted, the key is id: {1}")
    @CsvSource({"'', id name note", "name, id name", "id, id", "note name, id name note", "Name, id"})
    void columnsOfTheKey_comeAlong(String wanted, String shipped) {
        List<Identifier> names = wanted.isEmpty()
                ? List.of()
                : Arrays.stream(wanted.split(" ")).map(Identifier::new).toList();
        WatchedTable table =
                watched(relation(RelationKind.TABLE, "id:integer", "name:text", "note:text"), unique("id"));
        assertThat(table.base().columns().stream()
                        .filter(ShippedTables.wanted(table, new Selection(names, Map.of(), Optional.empty())))
                        .map(column -> column.name().name()))
                .containsExactly(shipped.split(" "));
    }

    @ParameterizedTest(name = "columns {0}, transform {1}: {2}")
    @CsvSource({
        "'', '', ",
        "name, '', ",
        "id, name, ",
        "nmae, '', 'has no column nmae that could be shipped'",
        "Name, '', 'has no column \"Name\" that could be shipped'",
        "'', total, 'has no column total that could be shipped'",
        "'', id, 'the column id is in the key of shop.orders, and a key is not transformed'",
        "ctid, '', 'has no column ctid that could be shipped'"
    })
    void selection_isRefusedThatTheTableCannotAnswer(String column, String transform, String refusal) {
        Selection selection = new Selection(
                column.isEmpty() ? List.of() : List.of(new Identifier(column)),
                transform.isEmpty() ? Map.of() : Map.of(new Identifier(transform), "1"),
                Optional.empty());
        WatchedTable table = watched(relation(RelationKind.TABLE, "id:integer", "name:text"), unique("id"));
        if (refusal == null) {
            ShippedTables.requireColumns(table, selection);
            return;
        }
        Failure failure = catchThrowableOfType(Failure.class, () -> ShippedTables.requireColumns(table, selection));
        assertThat(failure.family()).isEqualTo(Family.CONFIGURATION);
        assertThat(failure).hasMessageContaining(refusal);
    }

    @Test
    void columnThatIsMeant_isNamed() {
        WatchedTable table = watched(relation(RelationKind.TABLE, "id:integer", "name:text"), unique("id"));
        Selection selection = new Selection(List.of(new Identifier("nmae")), Map.of(), Optional.empty());
        assertThatThrownBy(() -> ShippedTables.requireColumns(table, selection))
                .hasMessageContaining("shop.orders has no column nmae that could be shipped")
                .hasMessageContaining("name");
    }

    @ParameterizedTest(name = "checked as {0} {1}, now {2} {3}: {4}")
    @CsvSource({
        "1043, character varying(9), 1043, character varying, character varying(9)",
        "1043, character varying(9), 25, text, text",
        ", , 25, text, text"
    })
    void typeOfAnExpression_hasTheLengthThatTheCheckFound_whileItIsOfThatType(
            Long checkedOid, String checkedName, long oid, String name, String type) {
        Identifier column = new Identifier("name");
        Map<Identifier, Expressions.ResultType> types =
                checkedOid == null ? Map.of() : Map.of(column, new Expressions.ResultType(checkedOid, checkedName));
        assertThat(ShippedTables.transformed(
                        column,
                        new Expressions.ResultType(oid, name),
                        new Expressions.Checked(Set.of(), types, List.of())))
                .isEqualTo(new Column(column, type, false));
    }

    @ParameterizedTest(name = "{0}, expressions {1}, inherits {2}, computed {3}: {4}")
    @CsvSource({
        "TABLE, false, false, false, true",
        "TABLE, true, false, false, false",
        "TABLE, false, true, false, false",
        "TABLE, false, false, true, false",
        "PARTITIONED_TABLE, false, false, false, false",
        "VIEW, false, false, false, false",
        "MATERIALIZED_VIEW, false, false, false, false",
        "FOREIGN_TABLE, false, false, false, false"
    })
    void tableItself_isCopied_whereItsRowsAreJustThoseThatAreShipped(
            RelationKind kind, boolean expressions, boolean inherits, boolean computed, boolean plain) {
        Relation base = relation(
                        Captured.name("orders"),
                        kind,
                        new Traits(inherits, PLAIN.root(), false, false, 10, PLAIN.updates()),
                        List.of(),
                        "id:integer")
                .computing(computed ? Set.of(new Identifier("id")) : Set.of());
        Selection selection =
                expressions ? new Selection(List.of(), Map.of(), Optional.of("id > 0")) : Selection.EVERYTHING;
        assertThat(new ShippedRows(NOWHERE, shipped(watched(base, unique("id")), selection)).isPlain())
                .isEqualTo(plain);
    }
}
