package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.apply.FeedEntry;
import org.rowferry.capture.CaptureMethod;
import org.rowferry.capture.CaptureMethod.Deletes;
import org.rowferry.capture.CaptureMethod.Overlap;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.ExporterSettings.OnRewrite;
import org.rowferry.exporter.Outcome;
import org.rowferry.exporter.Request;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.Selection;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Servers;

/** A function is replaced that decides what of a row is shipped: rows that were shipped before come again. */
class ReplacedFunctionIT {
    private static final TableName PEOPLE = TableName.of("masked", "people");
    private static final TableName NAMES = TableName.of("masked", "Names' view");
    private static final String BODY = " language sql immutable as ";
    private static final String FUNCTIONS = """
            create function masked.mask(text) returns text language sql immutable as 'select $1';
            create function masked."ma sk?"(text) returns text language plpgsql immutable as 'begin return $1; end';
            create function masked.outer(text) returns text language sql immutable as $$select masked."ma sk?"($1)$$;
            create function masked.deep(text) returns text language sql immutable as 'select masked.Outer($1)';
            create function masked.same(text, text) returns boolean language sql immutable as 'select $1 = $2';
            create operator masked.=== (function = masked.same, leftarg = text, rightarg = text);
            create function masked."quo""te"(text) returns text language sql immutable as 'select $1';
            create function masked.quoted(text) returns text language sql immutable as 'select masked."quo""te"($1)';
            create function masked.joined(text, text) returns text language sql immutable as 'select $1';
            create operator masked.||| (function = masked.joined, leftarg = text, rightarg = text);
            create function masked.operated(text) returns text language sql immutable as
                $$select $1 operator(masked.|||) 'x'$$;
            create type masked.mood as (name text);
            create function masked.told(masked.mood) returns text language sql immutable as 'select $1.name';
            create cast (masked.mood as text) with function masked.told(masked.mood);
            create function masked.cast_it(text) returns text language plpgsql immutable as
                'begin return row($1)::masked.mood::text; end';
            create aggregate masked.gathered(text) (sfunc = textcat, stype = text, initcond = '');
            create function masked.aggregated(text) returns text language sql immutable as
                'select masked.gathered(v) from (values ($1)) as v (v)';
            create function masked.other(text) returns text language sql immutable as 'select $1';
            """;

    private final Pipeline ferry = Pipeline.between(
            Servers.newest(),
            Servers.oldest(),
            new ShippedSchema(
                    List.of(PEOPLE),
                    "",
                    """
                    create table masked.people (id integer primary key, name text, at timestamptz default now());
                    """ + FUNCTIONS + "grant execute on all functions in schema masked to public",
                    ""));

    @AfterEach
    void close() {
        ferry.close();
    }

    /** An expression, a filter, the statement that replaces a function, and what the target then has as the name of 1. */
    static Stream<Arguments> replacements() {
        String mask = "create or replace function masked.mask(text) returns text" + BODY + "$$select 'masked'$$";
        return Stream.of(
                arguments("masked.mask(name)", "", mask, "masked"),
                arguments("lower(upper(masked.mask(name)) || '')", "", mask, "masked"),
                arguments(
                        "masked.deep(name)",
                        "",
                        "create or replace function masked.\"ma sk?\"(text) returns text language plpgsql immutable as"
                                + " $$begin return 'deep'; end$$",
                        "deep"),
                arguments(
                        "masked.quoted(name)",
                        "",
                        "create or replace function masked.\"quo\"\"te\"(text) returns text" + BODY
                                + "$$select 'quoted'$$",
                        "quoted"),
                arguments(
                        "masked.operated(name)",
                        "",
                        "create or replace function masked.joined(text, text) returns text" + BODY + "'select $2'",
                        "x"),
                arguments(
                        "masked.cast_it(name)",
                        "",
                        "create or replace function masked.told(masked.mood) returns text" + BODY + "$$select 'cast'$$",
                        "cast"),
                arguments(
                        "masked.aggregated(name)",
                        "",
                        "create or replace aggregate masked.gathered(text) (sfunc = textcat, stype = text, initcond = 'a ')",
                        "a name 1"),
                arguments("row(name)::masked.mood::text", "", "drop cast (masked.mood as text)", "(\"name 1\")"),
                arguments("masked.atomic(name)", "", mask + "; select 1", "masked"),
                arguments(
                        "(name operator(masked.===) 'name 1')::text",
                        "",
                        "create or replace function masked.same(text, text) returns boolean" + BODY
                                + "'select $1 <> $2'",
                        "false"),
                arguments(
                        "",
                        "masked.same(name, 'name 1')",
                        "create or replace function masked.same(text, text) returns boolean" + BODY
                                + "$$select $1 = 'name 2'$$",
                        null),
                arguments(
                        "masked.mask(name)",
                        "",
                        "alter function masked.mask(text) rename to mask_of_before; create function masked.mask(text)"
                                + " returns text" + BODY + "$$select 'another'$$",
                        "another"));
    }

    @ParameterizedTest
    @MethodSource("replacements")
    void rowsThatWereShippedBefore_comeAgain(String expression, String where, String replacement, String name) {
        ferry.source()
                .owner()
                .execute("create function masked.atomic(t text) returns text language sql immutable"
                        + " begin atomic select masked.mask(t); end");
        ferry.source()
                .writer()
                .execute("insert into masked.people select i, 'name ' || i from generate_series(1, 3) i");
        ferry.setEntry(new Entry(
                PEOPLE,
                OnRewrite.FULL,
                CaptureSettings.of(new Selection(
                        List.of(),
                        expression.isEmpty() ? Map.of() : Map.of(new Identifier("name"), expression),
                        Optional.of(where).filter(text -> !text.isEmpty())))));
        ferry.importAllOf(ferry.export());
        assertThat(ferry.export()).isInstanceOf(Outcome.NotExported.class);

        ferry.source()
                .owner()
                .execute("create or replace function masked.other(text) returns text" + BODY + "'select 1::text'");
        assertThat(ferry.export()).as("another function's change").isInstanceOf(Outcome.NotExported.class);

        ferry.source().owner().execute(replacement);
        Outcome.Exported exported = (Outcome.Exported) ferry.export();
        assertThat(exported.tables())
                .singleElement()
                .satisfies(line -> assertThat(line.full()).isEqualTo("the functions in its expressions changed"));
        ferry.importAllOf(exported);
        assertThat(ferry.target().superuser().query("select name from masked.people where id = 1 and name is not null"))
                .isEqualTo(name == null ? List.of() : List.of(List.of(name)));
        assertThat(ferry.export()).isInstanceOf(Outcome.NotExported.class);
    }

    @Test
    void rowsOfAViewUnderAWatermark_comeAgain_whenTheViewOrWhatItReadsIsReplaced() {
        ferry.source().owner().execute("""
                create view masked.inner as select id, masked.deep(name) as name, at from masked.people;
                create view masked."Names' view" as select id, name, at from masked.inner;
                grant select on masked."Names' view" to ferry_exporter;
                insert into masked.people select i, 'name ' || i from generate_series(1, 3) i""");
        ferry.target()
                .owner()
                .execute("create table masked.\"Names' view\" (id integer primary key, name text, at timestamptz);"
                        + " grant select, insert, update, delete on masked.\"Names' view\" to ferry_importer");
        ferry.setEntries(FeedEntry.of(NAMES));
        ferry.setEntry(new Entry(
                NAMES,
                OnRewrite.FULL,
                new CaptureSettings(
                        Optional.of(new Key(List.of(new Identifier("id")))),
                        Selection.EVERYTHING,
                        new CaptureMethod.Watermark(List.of(new Identifier("at")), Overlap.USUAL, Deletes.NONE))));
        assertThat(shipView()).isEqualTo("it was not shipped to this target before");
        assertThat(shipView()).isEqualTo("nothing");

        ferry.source()
                .owner()
                .execute("create or replace function masked.\"ma sk?\"(text) returns text language plpgsql"
                        + " immutable as $$begin return 'deep'; end$$");
        assertThat(shipView()).isEqualTo("its definition changed");
        assertThat(names()).containsOnly("deep");
        ferry.source()
                .owner()
                .execute("create or replace view masked.inner as select id, 'inner' as name, at from masked.people");
        assertThat(shipView()).isEqualTo("its definition changed");
        assertThat(names()).containsOnly("inner");
        assertThat(shipView()).isEqualTo("nothing");
    }

    private String shipView() {
        Outcome outcome = ferry.exportTo(Pipeline.TARGET, List.of(NAMES), Request.due());
        if (!(outcome instanceof Outcome.Exported exported)) {
            return "nothing";
        }
        ferry.importAllOf(outcome);
        return exported.tables().get(0).full();
    }

    private List<String> names() {
        return ferry.target().superuser().query("select name from masked.\"Names' view\"").stream()
                .map(row -> row.get(0))
                .toList();
    }
}
