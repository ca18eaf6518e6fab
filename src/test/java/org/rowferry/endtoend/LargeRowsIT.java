package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.ExporterSettings.OnRewrite;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Selection;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Cases;
import org.rowferry.testing.Servers;

/** Rows that are too large to be held at once are read in pieces, and arrive as they are. */
class LargeRowsIT {
    /** Some 5 MB; characters of every length, and those that CSV quotes, lie across the ends of pieces. */
    private static final String LARGE = "repeat(E'é漢😀\"\"x\\\\.,\\r\\n', 300000)";

    private static Pipeline of(String sql, String... tables) {
        return Pipeline.between(Servers.oldest(), Servers.newest(), ShippedSchema.of(sql, tables));
    }

    static List<String> names() {
        return Cases.hardest(List.of("large.kinds", "large.\"Kinds, \"\"all\"\"\""));
    }

    @ParameterizedTest
    @MethodSource("names")
    void valuesBesideALargeOne_areWhatTheyWere(String table) {
        try (Pipeline ferry = of("""
                create type large.pair as (a text, "b c" integer);
                create domain large.text as text check (value <> 'forbidden');
                create table TABLE (id integer primary key, is_large text, "is_large_" bytea, fixed char(5), list text[],
                    pair large.pair, tree jsonb, "it's ""x"", too" large.text, flag boolean, at timestamptz, bits varbit(9))
                """.replace("TABLE", table), table)) {
            change(ferry, """
                    insert into TABLE values
                        (1, LARGE, null, ' a', null, null, null, null, true, null, null),
                        (2, '', convert_to(LARGE, 'UTF8'), '', '{}', row(null, null), 'null', '', false, '-infinity', ''),
                        (3, null, '', 'é"', array[LARGE, null, 'NULL', ''], row('', 1), '{}', E'\\\\.', null, '0044-03-15 12:00+00 BC', '101'),
                        (4, null, null, null, '{"a,b"}', row(LARGE, null), jsonb_build_array(LARGE), 'NULL', null, now(), null),
                        (5, E'\\\\.', '\\x00', 'small', '{{1,2},{3,4}}', row('"', 2), '[1, 2]', LARGE, true, null, null),
                        (6, 'small', null, null, null, null, null, null, null, null, null)
                    """.replace("TABLE", table));
            assertArrives(ferry, 6);
            change(ferry, """
                    update TABLE set fixed = 'new', flag = not flag where id <> 2;
                    update TABLE set id = 12 where id = 2;
                    delete from TABLE where id = 1
                    """.replace("TABLE", table));
            assertArrives(ferry, 5);
        }
    }

    @Test
    void keysAlone_ofATableWithLargeRows_areWhatTheyWere() {
        TableName table = TableName.of("large", "Names, \"all\"");
        // Up to 17 a line that is \. ends what COPY reads.
        try (Pipeline ferry = Pipeline.between(
                Servers.newest(),
                Servers.oldest(),
                ShippedSchema.of("create table " + table + " (name text primary key, body text)", table.toString()))) {
            ferry.setEntry(entry(table, new Selection(List.of(new Identifier("name")), Map.of(), Optional.empty())));
            change(
                    ferry,
                    "insert into " + table + " select v, LARGE from unnest("
                            + "array['', E'\\\\.', 'NULL', '\"', E'a,\\nb', 'plain']) v");
            ferry.importAllOf(ferry.export());
            assertThat(ferry.target().superuser().query("select name, body from " + table + " order by 1"))
                    .isEqualTo(ferry.source().superuser().query("select name, null from " + table + " order by 1"))
                    .hasSize(6);
        }
    }

    @Test
    void expressionThatMakesARowLarge_arrives() {
        TableName table = TableName.of("large", "made");
        try (Pipeline ferry =
                of("create table " + table + " (id integer primary key, body text, b text)", table.toString())) {
            ferry.setEntry(entry(
                    table,
                    new Selection(
                            List.of(),
                            Map.of(new Identifier("body"), "repeat(body, 5) || b"),
                            Optional.of("b is not null"))));
            change(
                    ferry,
                    "insert into " + table
                            + " select i, left(LARGE, 800000), nullif(i, 3) from generate_series(1, 3) i");
            ferry.importAllOf(ferry.export());
            assertThat(ferry.target().superuser().query("select id, body, b from " + table + " order by 1"))
                    .isEqualTo(ferry.source()
                            .superuser()
                            .query("select id, repeat(body, 5) || b, b from " + table
                                    + " where b is not null order by 1"))
                    .hasSize(2);
        }
    }

    @Test
    void largeRowsOfPartitions_arriveInFullAndAsChangesAndWithAPartitionThatCame() {
        try (Pipeline ferry = of("""
                create table large."Parts, ""all"" of it" (id integer primary key, body text) partition by range (id);
                create table large.low partition of large."Parts, ""all"" of it" for values from (0) to (10)
                """, "large.\"Parts, \"\"all\"\" of it\"")) {
            change(ferry, "insert into large.\"Parts, \"\"all\"\" of it\" values (1, LARGE), (2, null), (3, 'small')");
            assertArrives(ferry, 3);
            change(ferry, "update large.\"Parts, \"\"all\"\" of it\" set body = body || 'more' where id <> 2");
            assertArrives(ferry, 3);
            ferry.source().owner().execute(String.format(Locale.ROOT, """
                    create table large.high (id integer primary key, body text);
                    insert into large.high values (11, %s), (12, '');
                    alter table large."Parts, ""all"" of it" attach partition large.high for values from (10) to (20)
                    """, LARGE));
            assertArrives(ferry, 5);
        }
    }

    @ParameterizedTest
    @CsvSource({"LATIN1, 'é ÿ \"ñ\", ½ '", "EUC_JP, '日本語, \"表\" '", "SQL_ASCII, 'é 😀 '"})
    void largeTextOfAnotherEncoding_arrives(String encoding, String text) {
        try (Pipeline ferry = Pipeline.between(
                Servers.oldest().newDatabaseOf(encoding, "source"),
                Servers.newest().newDatabase("target"),
                ShippedSchema.of("create table large.texts (id integer primary key, body text)", "large.texts"))) {
            change(ferry, "insert into large.texts values (1, repeat('" + text + "', 700000)), (2, '" + text + "')");
            assertArrives(ferry, 2);
        }
    }

    private static Entry entry(TableName table, Selection selection) {
        return new Entry(table, OnRewrite.FULL, CaptureSettings.of(selection));
    }

    private static void change(Pipeline ferry, String sql) {
        ferry.source().owner().execute(sql.replace("LARGE", LARGE));
    }

    private static void assertArrives(Pipeline ferry, int rows) {
        ferry.importAllOf(ferry.export());
        assertThat(ferry.targetRows().equals(ferry.sourceRows())).as("equal").isTrue();
        assertThat(ferry.targetRows()).hasSize(rows);
    }
}
