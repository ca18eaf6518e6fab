package org.rowferry.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.apply.SourceForm.Form;
import org.rowferry.proof.DigestColumn;
import org.rowferry.proof.ServerText;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.NamedType;
import org.rowferry.schema.NamedType.Attribute;
import org.rowferry.schema.NamedType.Composite;
import org.rowferry.schema.NamedType.Domain;

class SourceFormTest {
    private static final Identifier NAME = new Identifier("c");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "integer|integer",
                "integer|bigint",
                "bigint|numeric",
                "numeric(10,2)|numeric",
                "numeric(10,2)|numeric(12,2)",
                "character varying(5)|character varying(9)",
                "bit(3)|bit varying(9)",
                "timestamp(3) with time zone|timestamp with time zone",
                "interval day to second|interval",
                "integer[]|bigint[]",
                "numeric(5,2)[]|numeric[]",
                "public.citext|public.citext",
            })
    void valueThatPrintsAlike_isTakenAsItIs(String source, String target) {
        assertThat(form(source, target, List.of(), List.of()).column())
                .contains(new DigestColumn("t.c", source, target));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"integer|text", "jsonb|character varying", "box|text", "numeric(5,2)|text"})
    void valueHeldAsText_isTakenAsItIs(String source, String target) {
        assertThat(form(source, target, List.of(), List.of()).column())
                .contains(new DigestColumn("(t.c collate pg_catalog.\"C\")", source, target));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "numeric(10,2)|numeric(12,4)|case when round(t.c, 2) = t.c then round(t.c, 2) else t.c end|numeric",
                "integer|numeric(12,2)|case when round(t.c, 0) = t.c then round(t.c, 0) else t.c end|numeric",
                "cidr|inet|text(t.c)|text",
                "character(3)|character(5)|case when char_length(t.c::text) <= 3 then rpad(t.c::text, 3) else t.c::text end|text",
            })
    void valueThatPrintsOtherwise_isWrittenAsTheSourceDoes(String source, String target, String value, String type) {
        assertThat(form(source, target, List.of(), List.of()).column()).contains(new DigestColumn(value, source, type));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "numeric(5,2)[]|numeric(7,4)[]",
                "cidr[]|inet[]",
                "character(3)[]|character(5)[]",
                "json|jsonb",
                "box[]|text[]"
            })
    void valueThatCannotBeWrittenSo_isNotCompared(String source, String target) {
        Form form = form(source, target, List.of(), List.of());
        assertThat(form.column()).isEmpty();
        assertThat(form.why())
                .isEqualTo("its column c is " + target + " here and " + source
                        + " on the source, which do not print values alike");
    }

    @Test
    void domain_isWrittenAsTheTypeBelowIt() {
        Form form = form(
                "public.price",
                "public.price",
                List.of(new Domain("public.price", "numeric(10,2)")),
                List.of(new Domain("public.price", "numeric(12,4)")));
        assertThat(form.column())
                .contains(new DigestColumn(
                        "case when round(t.c, 2) = t.c then round(t.c, 2) else t.c end", "public.price", "numeric"));
    }

    @Test
    void composite_isComparedWhereItsAttributesPrintAlike() {
        assertThat(pair("integer", "bigint").column()).isPresent();
        assertThat(pair("numeric(5,2)", "numeric(7,4)").column()).isEmpty();
    }

    private static Form pair(String there, String here) {
        return form("public.pair", "public.pair", List.of(pair(there)), List.of(pair(here)));
    }

    private static NamedType pair(String type) {
        return new Composite("public.pair", List.of(new Attribute(new Identifier("a"), type)));
    }

    @Test
    void composite_isNotComparedWhereTheLocaleDecidesHowItIsPrinted() {
        SourceForm forms = new SourceForm(List.of(), List.of(pair("text")), new ServerText(false, false));
        Column column = new Column(NAME, "public.pair[]", false);
        assertThat(forms.of(column, "t.c", NAME, "public.pair[]").why())
                .isEqualTo("its column c is public.pair[], whose text depends on the locale of this database");
        assertThat(forms.of(column, "t.c", NAME, "text").column()).isPresent();
    }

    private static Form form(String source, String target, List<NamedType> there, List<NamedType> here) {
        return new SourceForm(there, here, ServerText.UTF8).of(new Column(NAME, source, false), "t.c", NAME, target);
    }

    /** The tracking keeps no more of the source's types than this. */
    @ParameterizedTest
    @CsvSource({
        "zoo.grade,integer",
        "zoo.grade[],integer[]",
        "zoo.grades,integer[]",
        "zoo.grades[],integer[][]",
        "text[],text[]"
    })
    void domains_areKnownByTheTypeOfTheirElements(String type, String bottom) {
        Map<String, NamedType> types = Map.of(
                "zoo.grade", new Domain("zoo.grade", "integer"),
                "zoo.grades", new Domain("zoo.grades", "zoo.grade[]"));
        assertThat(SourceForm.bottomOfElements(type, types)).isEqualTo(bottom);
        Domain kept = new Domain(type, bottom);
        assertThat(form(type, type, List.of(kept), List.copyOf(types.values())).column())
                .isPresent();
    }

    @Test
    void forgedTypeThatIsMadeOfItself_isNotFollowedForEver() {
        Map<String, NamedType> forged = Map.of("zoo.own", new Domain("zoo.own", "zoo.own[]"));
        assertThat(SourceForm.bottomOfElements("zoo.own", forged)).startsWith("zoo.own[]");
    }
}
