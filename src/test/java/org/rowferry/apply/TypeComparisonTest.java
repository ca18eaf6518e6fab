package org.rowferry.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.NamedType;
import org.rowferry.schema.NamedType.Attribute;
import org.rowferry.schema.NamedType.Composite;
import org.rowferry.schema.NamedType.Domain;

class TypeComparisonTest {
    private static final NamedType CENTS = new Domain("s.amount", "numeric(10,2)");
    private static final NamedType TENTHS = new Domain("s.amount", "numeric(10,1)");

    private static Composite pair(String first, String second) {
        return new Composite(
                "s.pair",
                List.of(
                        new Attribute(new Identifier(first), "s.amount"),
                        new Attribute(new Identifier(second), "text")));
    }

    @Test
    void typeThatArrivesWithoutItsDefinition_isKnownByItsName() {
        TypeComparison types = new TypeComparison(List.of(), List.of(TENTHS));
        assertThat(types.misfit("s.amount", "s.amount")).isEmpty();
        assertThat(types.misfit("s.amount[]", "s.amount[]")).isEmpty();
        assertThat(types.misfit("s.other", "s.amount")).isPresent();
    }

    @Test
    void misfitWithinOthers_namesTheInnermostAndAllThatIsMadeOfIt() {
        TypeComparison types = new TypeComparison(List.of(CENTS, pair("a", "b")), List.of(TENTHS, pair("a", "b")));
        assertThat(types.misfit("s.pair[]", "s.pair[]")).hasValueSatisfying(misfit -> {
            assertThat(misfit.words())
                    .isEqualTo("the type s.amount is a domain over numeric(10,1) here and a domain over numeric(10,2)"
                            + " on the source");
            assertThat(misfit.types()).containsExactly("s.pair", "s.amount");
        });
    }

    @Test
    void attributesInAnotherOrder_areOthers() {
        TypeComparison types = new TypeComparison(List.of(CENTS, pair("a", "b")), List.of(CENTS, pair("b", "a")));
        assertThat(types.misfit("s.pair", "s.pair")).isPresent();
    }

    @Test
    void everyTypeOfTheSources_fitsText() {
        TypeComparison types = new TypeComparison(List.of(CENTS, pair("a", "b")), List.of());
        assertThat(types.misfit("s.pair", "text")).isEmpty();
        assertThat(types.misfit("s.pair[]", "text[]")).isEmpty();
        assertThat(types.misfit("s.amount", "numeric(12,2)")).isEmpty();
    }

    @Test
    void typesThatAreMadeOfThemselves_fitNothing() {
        TypeComparison types = new TypeComparison(
                List.of(new Domain("s.a", "s.b"), new Domain("s.b", "s.a")), List.of(new Domain("s.a", "numeric")));
        assertThat(types.misfit("s.a", "numeric")).isPresent();
        assertThat(types.misfit("s.a[]", "s.a[]")).isPresent();
        assertThat(types.packaged("s.a")).isEmpty();
    }
}
