package org.rowferry.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowferry.capture.Captured.byTriggers;
import static org.rowferry.capture.Captured.shipped;
import static org.rowferry.capture.Captured.transformed;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.catalog.Definitions;
import org.rowferry.catalog.RelationKind;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Selection;

class ShapeTest {
    private static final Shape SHAPE = new Shape(Map.of("its columns", "a integer\nb text", "its key", "[a]"));

    @Test
    void shape_isTheSameAsItsOwnText() {
        assertThat(SHAPE.changedSince(SHAPE.text())).isEmpty();
        Shape odd = SHAPE.with("its filter", "a = '\\n' and b = '='");
        assertThat(odd.changedSince(odd.text())).isEmpty();
    }

    @Test
    void partsThatDiffer_areNamedTogether() {
        Shape now = Shape.of(transformed(shipped(byTriggers()), "upper(name)"));
        assertThat(now.changedSince(
                        now.with("its key", "[b]").with("its filter", "a > 0").text()))
                .contains("its key and its filter changed");
    }

    @Test
    void partThatIsNewHere_hasChanged_andOneThatIsNotComparedAnyMoreHasNot() {
        assertThat(SHAPE.with("its filter", "a > 0").changedSince(SHAPE.text())).contains("its filter changed");
        assertThat(SHAPE.changedSince(SHAPE.with("its filter", "a > 0").text())).isEmpty();
    }

    @Test
    void generatedColumns_areNotComparedWithATextThatHasNone() {
        Shape generated = SHAPE.with("the expressions of its generated columns", "upper(a)");
        assertThat(generated.changedSince(SHAPE.text())).isEmpty();
        assertThat(generated.changedSince(SHAPE.with("the expressions of its generated columns", "lower(a)")
                        .text()))
                .contains("the expressions of its generated columns changed");
    }

    @Test
    void newLinesAndBackslashes_doNotMakeAnotherPart() {
        Shape one = SHAPE.with("its filter", "a\nits key=[b]");
        assertThat(one.text().lines().count()).isEqualTo(3);
        assertThat(one.changedSince(SHAPE.with("its filter", "a\\nits key=[b]").text()))
                .contains("its filter changed");
    }

    @Test
    void fingerprint_differsWhereTheTextDoes() {
        assertThat(SHAPE.fingerprint()).hasSize(64).isEqualTo(new Shape(SHAPE.parts()).fingerprint());
        assertThat(SHAPE.with("its key", "[b]").fingerprint()).isNotEqualTo(SHAPE.fingerprint());
    }

    @ParameterizedTest(name = "{0}: {1} changed")
    @CsvSource({
        "column, its columns",
        "type, its columns",
        "attribute, its columns",
        "generated, the expressions of its generated columns",
        "key, its key",
        "transform, its expressions",
        "transformed, its expressions",
        "where, its filter",
        "composite, its composite types",
        "function, the functions in its expressions",
        "view, its definition"
    })
    void eachFactThatMakesRowsWhatTheyAre_changesItsPart(String fact, String part) {
        assertThat(Shape.of(table(fact)).changedSince(Shape.of(table("")).text()))
                .contains(part + " changed");
    }

    @Test
    void orderOfExpressions_isNoPartOfTheShape() {
        Map<Identifier, String> there = new LinkedHashMap<>();
        there.put(new Identifier("a"), "1");
        there.put(new Identifier("b"), "2");
        Map<Identifier, String> back = new LinkedHashMap<>();
        back.put(new Identifier("b"), "2");
        back.put(new Identifier("a"), "1");
        assertThat(Shape.of(Sources.shipped(byTriggers(), new Selection(List.of(), there, Optional.empty())))
                        .text())
                .isEqualTo(Shape.of(Sources.shipped(byTriggers(), new Selection(List.of(), back, Optional.empty())))
                        .text());
    }

    @Test
    void tableWithoutExpressions_hasNoFunctionsInItsShape() {
        assertThat(Shape.of(shipped(byTriggers())).parts()).doesNotContainKey("the functions in its expressions");
        assertThat(Shape.of(shipped(byTriggers())).parts()).doesNotContainKey("its definition");
    }

    /** Returns a view of which all facts are known, one of them another than before. */
    private static ShippedTable table(String changed) {
        Map<Identifier, String> transform = new LinkedHashMap<>();
        transform.put(new Identifier("name"), changed.equals("transform") ? "lower(name)" : "upper(name)");
        if (changed.equals("transformed")) {
            transform.put(new Identifier("note"), "null");
        }
        List<Column> columns = List.of(
                Column.of("id", changed.equals("type") ? "bigint" : "integer", true),
                Column.of(changed.equals("column") ? "title" : "name", "text", false));
        WatchedTable view = new WatchedTable(
                Sources.relation(RelationKind.VIEW, "id:integer", "name:text"),
                Sources.unique(changed.equals("key") ? "name" : "id"),
                List.of(),
                CaptureMethod.WHOLE,
                list("view", changed));
        return new ShippedTable(
                view,
                new Selection(List.of(), transform, Optional.of(changed.equals("where") ? "id > 1" : "id > 0")),
                columns,
                new Definitions(
                        list("attribute", changed), list("generated", changed), list("composite", changed), List.of()),
                list("function", changed),
                false);
    }

    private static List<String> list(String fact, String changed) {
        return List.of(fact + (fact.equals(changed) ? " now" : " before"));
    }
}
