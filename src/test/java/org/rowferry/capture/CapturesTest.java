package org.rowferry.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.rowferry.capture.Sources.PLAIN;
import static org.rowferry.capture.Sources.equality;
import static org.rowferry.capture.Sources.index;
import static org.rowferry.capture.Sources.key;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.capture.CaptureFacts.Registered;
import org.rowferry.catalog.Equality;
import org.rowferry.catalog.KeyIndex;
import org.rowferry.catalog.Relation;
import org.rowferry.catalog.Relation.Traits;
import org.rowferry.catalog.RelationKind;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Key;
import org.rowferry.schema.TableName;

/** A table's capture, by what the registry and the catalog say of it. */
class CapturesTest {
    private static final List<Equality> EQUALITIES = List.of(equality("a", true), equality("b", false));
    private static final Partition PARTITION = new Partition(41, 410, "1:2");
    private static final ColumnRow ATTRIBUTE = new ColumnRow(1, "50");

    @Test
    void tableThatIsRegistered_isFoundAsItWasRegistered() {
        CapturedTable found = Captures.of(table(index("a", "b")), Optional.empty(), facts("", true));
        assertThat(found.shadow()).isEqualTo(TableName.of("rowferry", "shop.orders"));
        assertThat(found.captureId()).isEqualTo(Captured.CAPTURE);
        assertThat(found.traces()).containsExactly("1:2", "9:9");
        assertThat(found.purgedTo()).isEqualTo(77);
        assertThat(found.key().unique()).isTrue();
        assertThat(found.key().key()).isEqualTo(key("a", "b"));
    }

    @ParameterizedTest(name = "captured by a and b, an index on {0}, asked for {1}: {2}")
    @CsvSource({
        "a b, '', unique",
        "b a, '', unique",
        "a b, b a, unique",
        "a b, a b, unique",
        "a, a b, checked",
        "'', b a, checked",
        "a, '', 'it was made for the key [a, b], which is no key of the table any more'",
        "'', '', 'it was made for the key [a, b], which is no key of the table any more'",
        "a b c, '', 'it was made for the key [a, b], which is no key of the table any more'",
        "a b, a, 'it was made for the key [a, b], and the configuration says [a]'",
        "a b, a c, 'it was made for the key [a, b], and the configuration says [a, c]'",
        "a, a, 'it was made for the key [a, b], and the configuration says [a]'"
    })
    void capture_holds_whileItsKeyIsTheTables(String indexed, String asked, String outcome) {
        Relation base = indexed.isEmpty() ? table() : table(index(indexed.split(" ")));
        Optional<Key> key = asked.isEmpty() ? Optional.empty() : Optional.of(key(asked.split(" ")));
        if (outcome.startsWith("it ")) {
            assertThat(refusal(base, key, facts("", true)))
                    .hasMessage("the capture of shop.orders does not hold: " + outcome);
        } else {
            CapturedTable found = Captures.of(base, key, facts("", true));
            assertThat(found.key().unique()).isEqualTo(outcome.equals("unique"));
            assertThat(found.key().key()).as("in the shadow table's order").isEqualTo(key("a", "b"));
        }
    }

    @Test
    void keyWithoutAnIndex_isLookedUpByOneThatVouchesForNothing() {
        Optional<Key> asked = Optional.of(key("a", "b"));
        assertThat(Captures.of(table(), asked, facts("", true)).key().indexed()).isTrue();
        assertThat(Captures.of(table(), asked, facts("", false)).key().indexed())
                .isFalse();
        assertThat(Captures.of(table(index("a", "b")), asked, facts("", false))
                        .key()
                        .indexed())
                .isTrue();
    }

    @Test
    void rows_areLookedUpByTheOperatorsOfTheIndex_inTheOrderOfTheKey() {
        KeyIndex index = new KeyIndex(
                key("b", "a"),
                List.of("operator(ext.=b)", "operator(ext.=a)"),
                index("b", "a").belowDomain(),
                false);
        RowKey found =
                Captures.of(table(index), Optional.empty(), facts("", true)).key();
        assertThat(found.match("t")).isEqualTo("t.a operator(ext.=a) k.k1 and t.b operator(ext.=b) k.k2");
        assertThat(found.byImage()).as("as the types say").isFalse();
        assertThat(Captures.of(table(), Optional.of(key("a", "b")), facts("", true))
                        .key()
                        .equalities())
                .isEqualTo(EQUALITIES);
    }

    @Test
    void typeWithoutAnEquality_isNoKey() {
        CaptureFacts facts = new CaptureFacts(
                Set.of(7L), Map.of(7L, registered("")), Map.of(), Map.of(7L, EQUALITIES.subList(0, 1)), Set.of());
        assertThat(refusal(table(index("a", "b")), Optional.empty(), facts))
                .hasMessageContaining("a type in its key [a, b] has no equality any more");
    }

    @Test
    void captureWithAFault_doesNotHold() {
        Failure failure = refusal(table(index("a", "b")), Optional.empty(), facts("a trigger is disabled", true));
        assertThat(failure.family()).isEqualTo(Family.SOURCE);
        assertThat(failure).hasMessage("the capture of shop.orders does not hold: a trigger is disabled");
        assertThat(failure.hints()).singleElement().asString().contains("generate exporter");
    }

    @Test
    void tableThatIsNotRegistered_isNotCaptured() {
        assertThat(refusal(table(index("a", "b")), Optional.empty(), CaptureFacts.NONE))
                .hasMessage("changes of shop.orders are not captured");
    }

    @Test
    void partition_isShippedUnderTheNameOfItsRoot_captureOrNone() {
        Relation base =
                table(new Traits(false, Optional.of(Captured.name("all")), false, true, 10, Sources.PLAIN.updates()));
        assertThat(refusal(base, Optional.empty(), CaptureFacts.NONE))
                .hasMessage("shop.orders is a partition of shop.\"all\", and is shipped under its name");
    }

    @Test
    void rowSecurity_isRefused_sinceItWouldHideRows() {
        Relation base =
                table(new Traits(false, Optional.empty(), false, true, 10, Sources.PLAIN.updates()), index("a", "b"));
        assertThat(refusal(base, Optional.empty(), facts("", true)))
                .hasMessage("row security would hide rows of shop.orders from the role that exports");
    }

    @Test
    void columns_areWitnesses_whereStatementTriggersWatchATable() {
        Relation whole = Sources.relation(
                Captured.name("orders"),
                RelationKind.PARTITIONED_TABLE,
                PLAIN,
                List.of(index("a", "b")),
                "a:integer",
                "b:text");
        CapturedTable partitioned = Captures.of(whole, Optional.empty(), facts("", true));
        assertThat(partitioned.attributes()).isEmpty();
        assertThat(partitioned.partitions()).containsExactly(PARTITION);
        assertThat(Captures.of(table(index("a", "b")), Optional.empty(), facts("", true))
                        .attributes())
                .containsExactly(ATTRIBUTE);
    }

    private static Failure refusal(Relation base, Optional<Key> asked, CaptureFacts facts) {
        return catchThrowableOfType(Failure.class, () -> Captures.of(base, asked, facts));
    }

    private static Relation table(KeyIndex... keys) {
        return table(PLAIN, keys);
    }

    private static Relation table(Traits traits, KeyIndex... keys) {
        return Sources.relation(
                Captured.name("orders"), RelationKind.TABLE, traits, List.of(keys), "a:integer", "b:text", "c:text");
    }

    private static CaptureFacts facts(String fault, boolean indexed) {
        return new CaptureFacts(
                Set.of(7L),
                Map.of(7L, registered(fault)),
                Map.of(7L, List.of(PARTITION)),
                Map.of(7L, EQUALITIES),
                indexed ? Set.of(7L) : Set.of());
    }

    private static Registered registered(String fault) {
        return new Registered(
                TableName.of("rowferry", "shop.orders"),
                false,
                key("a", "b"),
                Captured.CAPTURE,
                77,
                fault.isEmpty() ? Optional.empty() : Optional.of(fault),
                List.of("1:2"),
                List.of("9:9"),
                List.of(ATTRIBUTE));
    }
}
