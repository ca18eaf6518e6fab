package org.rowferry.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.apply.TypeComparison.Misfit;
import org.rowferry.link.ForeignTables.ForeignColumn;
import org.rowferry.link.ForeignTables.Misfits;
import org.rowferry.link.ForeignTables.Remote;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.NamedType;

class ForeignTablesTest {
    private static final Optional<ForeignTypes.ForeignMisfit> SAME = Optional.empty();

    @ParameterizedTest(name = "{0} there, {1} here: {2}")
    @CsvSource({
        "integer, integer, fits",
        "bigint, integer, alter column a type bigint",
        "integer, bigint, alter column a type integer",
        "'character varying(20)', 'character varying(10)', alter column a type character varying(20)",
        "'numeric(10,2)', 'numeric(10,3)', 'alter column a type numeric(10,2)'",
        "bigint, text, fits",
        "'character varying(20)', character varying, fits",
        "shop.mood, text, fits",
        "shop.mood, crm.mood, alter column a type shop.mood",
        "shop.mood, shop.mood, fits",
    })
    void columnOfAnotherType_isMended_andTextTakesAll(String there, String here, String statement) {
        Misfits misfits = compared(Map.of("a", column("a", here)), Map.of("a", new Remote(there, false)), true, SAME);
        if (statement.equals("fits")) {
            assertThat(misfits.differences).isEmpty();
            assertThat(misfits.statements).isEmpty();
        } else {
            assertThat(misfits.differences)
                    .containsExactly("the column a is " + there + " there and " + here + " here");
            assertThat(misfits.statements).containsExactly(statement);
        }
    }

    @Test
    void columnThatIsNotRead_mayBeAnything() {
        Map<String, ForeignColumn> here = Map.of("a", column("a", "integer"));
        assertThat(ForeignTables.misfits(
                                here,
                                Map.of("a", new Remote("bigint", false)),
                                any -> false,
                                true,
                                (name, column) -> SAME)
                        .differences)
                .isEmpty();
    }

    @Test
    void columnThatIsGone_isDroppedUnderItsNameHere() {
        Misfits misfits = compared(
                Map.of("Old \"1\"", column("Qty x", "integer")),
                Map.of("id", new Remote("integer", false)),
                false,
                SAME);
        assertThat(misfits.differences).containsExactly("the source has no column \"Old \"\"1\"\"\" any more");
        assertThat(misfits.statements).containsExactly("drop column \"Qty x\"");
    }

    @Test
    void newColumn_isWantedUnlessTheSourceComputesIt() {
        Map<String, Remote> there = new LinkedHashMap<>();
        there.put("id", new Remote("integer", false));
        there.put("it's", new Remote("text", false));
        there.put("sum", new Remote("integer", true));
        Map<String, ForeignColumn> here = Map.of("id", column("id", "integer"));
        Misfits misfits = compared(here, there, true, SAME);
        assertThat(misfits.differences).containsExactly("the source has a new column \"it's\"");
        assertThat(misfits.statements).containsExactly("add column \"it's\" text");
        assertThat(compared(here, there, false, SAME).differences).isEmpty();
    }

    @Test
    void sourceThatListsNoColumns_isComparedByItsCatalogAlone() {
        Map<String, ForeignColumn> here = Map.of("a", column("a", "integer"));
        assertThat(compared(here, Map.of(), true, SAME).differences).isEmpty();
        Misfits misfits = compared(here, Map.of(), true, other("bigint"));
        assertThat(misfits.statements).containsExactly("alter column a type bigint");
    }

    @Test
    void typeOfOneNameThatIsAnother_isMadeAnew() {
        Map<String, ForeignColumn> here = new LinkedHashMap<>();
        here.put("a", column("a", "shop.mood"));
        here.put("b", column("b", "shop.pair"));
        Map<String, Remote> there = Map.of("a", new Remote("shop.mood", false), "b", new Remote("shop.pair", false));
        Misfits misfits = ForeignTables.misfits(
                here,
                there,
                any -> true,
                true,
                (name, column) -> name.equals("a")
                        ? other("shop.mood", "shop.mood")
                        : other("shop.pair", "shop.pair", "shop.mood"));
        assertThat(misfits.differences)
                .containsExactly(
                        "the column a is shop.mood, and it is another one",
                        "the column b is shop.pair, and it is another one");
        assertThat(misfits.statements).isEmpty();
        assertThat(misfits.typesToMake)
                .as("each is made of those that come after it")
                .containsExactly("shop.pair", "shop.mood");
    }

    @Test
    void typeWithoutASchema_isNotAskedFor() {
        assertThat(compared(
                                Map.of("a", column("a", "integer")),
                                Map.of("a", new Remote("integer", false)),
                                true,
                                other("bigint"))
                        .differences)
                .isEmpty();
    }

    @Test
    void type_isMadeAsTheSourceHasIt() {
        assertThat(List.of(
                        new NamedType.Domain("shop.\"Even One\"", "numeric(10,2)"),
                        new NamedType.Range("shop.span", "time without time zone"),
                        new NamedType.Labels("shop.mood", List.of("it's", "calm")),
                        new NamedType.Labels("shop.none", List.of()),
                        new NamedType.Composite(
                                "shop.pair", List.of(new NamedType.Attribute(new Identifier("Left"), "integer"))),
                        new NamedType.Multirange("shop.spans", "shop.span")))
                .map(ForeignTypes::creation)
                .containsExactly(
                        "create domain shop.\"Even One\" as numeric(10,2);",
                        "create type shop.span as range (subtype = time without time zone);",
                        "create type shop.mood as enum ('it''s', 'calm');",
                        "create type shop.none as enum ();",
                        "create type shop.pair as (\"Left\" integer);",
                        "");
    }

    private static Misfits compared(
            Map<String, ForeignColumn> here,
            Map<String, Remote> there,
            boolean wantsNew,
            Optional<ForeignTypes.ForeignMisfit> other) {
        return ForeignTables.misfits(here, there, any -> true, wantsNew, (name, column) -> other);
    }

    private static Optional<ForeignTypes.ForeignMisfit> other(String there, String... types) {
        return Optional.of(new ForeignTypes.ForeignMisfit(there, new Misfit("it is another one", List.of(types))));
    }

    private static ForeignColumn column(String name, String type) {
        return new ForeignColumn(new Identifier(name), type, type);
    }
}
