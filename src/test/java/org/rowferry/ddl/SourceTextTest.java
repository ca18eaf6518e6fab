package org.rowferry.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.report.Failure;

class SourceTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "integer",
                "\"char\"",
                "character varying(9)",
                "numeric(10,-2)",
                "timestamp(3) with time zone",
                "interval day to second(3)",
                "double precision[]",
                "bit varying(5)[]",
                "public.geometry(Point,4326)",
                "\"It's\".\"My \"\"Type\"\"\"[]",
                "größe.maß",
            })
    void type_isTakenAsItIs(String text) {
        assertThat(SourceText.type(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text default now()",
                "text, b text",
                "text); drop table t; --",
                "text check (true)",
                "numeric(now())",
                "text collate \"C\"",
                "int generated always as identity",
                "\"open",
                "text -- ",
                "$a$x$a$",
            })
    void moreThanAType_isRefused(String text) {
        assertThatThrownBy(() -> SourceText.type(text)).isInstanceOf(Failure.class);
    }

    @Test
    void longNames_takeNoStack() {
        String text = "(".repeat(300_000);
        assertThat(SourceText.isCheck("CHECK " + text)).isFalse();
        assertThatThrownBy(() -> SourceText.type("\"" + "\"\"".repeat(300_000))).isInstanceOf(Failure.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CHECK (((VALUE)::text <> ''::text))",
                "CHECK ((VALUE ~ '^[a-z]+(;|--|/*)\\d$'::text))",
                "CHECK ((\"it's;\"(VALUE) = ANY (ARRAY['a'::text, 'it''s'::text])))",
                "CHECK ((VALUE -> 'a'::text) IS NOT NULL)",
            })
    void check_isOne(String text) {
        assertThat(SourceText.isCheck(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CHECK (true) not null",
                "CHECK (true); drop table t",
                "CHECK (true; select 1)",
                "CHECK (true)) (",
                "CHECK (true",
                "CHECK (E'\\'' <> '; drop table t; --')",
                "CHECK (true /* )",
                "CHECK (true -- )\n)",
                "CHECK ($$)$$ <> '')",
                "CHECK ([)]",
                "DEFAULT (1)",
                "CHECK (true) CHECK (false)",
            })
    void moreThanACheck_isNone(String text) {
        assertThat(SourceText.isCheck(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "USING btree (id, lower(name)) INCLUDE (a, b) WITH (fillfactor='70') WHERE (name <> ';'::text)",
                "USING gin (tags gin_trgm_ops)",
            })
    void index_isOne(String text) {
        assertThat(SourceText.isIndex(text)).isTrue();
        assertThat(SourceText.isKeyConstraint("UNIQUE (a, b) DEFERRABLE")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"USING btree (id); drop table t", "USING btree (id), owner to mallory", "(id)"})
    void moreThanAnIndex_isNone(String text) {
        assertThat(SourceText.isIndex(text)).isFalse();
        assertThat(SourceText.isKeyConstraint("UNIQUE (id), owner to mallory")).isFalse();
        assertThat(SourceText.isKeyConstraint("CHECK (true)")).isFalse();
    }
}
