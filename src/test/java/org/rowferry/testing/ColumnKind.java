package org.rowferry.testing;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A type of column and values of it, as SQL.
 *
 * @param since the first major that knows it
 * @param canBeKey it has the equality of a btree, and at least eight values here that differ
 */
public record ColumnKind(String type, int since, boolean canBeKey, List<String> values) {
    /** The types that every column kind's own schema needs. */
    public static final String TYPES = """
            create schema "The ""zoo"" types";
            create extension citext;
            create extension hstore;
            create extension ltree;
            create type "The ""zoo"" types"."Mood, or not" as enum ('sad', 'it''s "ok"', 'Happy, very', '');
            create domain "The ""zoo"" types"."select" as "The ""zoo"" types"."Mood, or not" not null;
            create domain "The ""zoo"" types".grade as integer check (value between -5 and 500);
            create domain "The ""zoo"" types".grades as "The ""zoo"" types".grade[];
            create type "The ""zoo"" types"."Pair of" as ("a, b" text, "group" "The ""zoo"" types"."Mood, or not", n numeric(8, 3));
            create type "The ""zoo"" types".nest as (pair "The ""zoo"" types"."Pair of", pairs "The ""zoo"" types"."Pair of"[]);
            create type "The ""zoo"" types".moods as range (subtype = "The ""zoo"" types"."Mood, or not");
            """;

    /** One that takes texts for equal that are not the same, and that databases of SQL_ASCII cannot have. */
    public static final String COLLATION = """
            create collation "The ""zoo"" types"."No Case" (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
            """;

    /** Every kind that the majors 13 to 18 know. */
    public static final List<ColumnKind> ALL = List.of(
            key("smallint", "-32768", "0", "1", "2", "3", "32767", "-1", "77"),
            key("integer", "-2147483648", "0", "1", "2", "3", "2147483647", "-1", "77"),
            key("bigint", "-9223372036854775808", "0", "1", "2", "3", "9223372036854775807", "-1", "77"),
            key("numeric", "'NaN'", "0", "0.10", "1e-30", "1e100", "-12.500", "3", "4"),
            key("numeric(12, 4)", "'NaN'", "0", "0.10", "99999999.9999", "-12.5", "3", "4", "5"),
            key("real", "'NaN'", "'Infinity'", "'-Infinity'", "0.1", "1e-37", "3.4e38", "-1", "2"),
            key("double precision", "'NaN'", "'Infinity'", "'-Infinity'", "0.1", "1e-300", "1.7e308", "-1", "2"),
            key(
                    "text",
                    "''",
                    "E'\\\\.'",
                    "E'a\\nb'",
                    "E'a\\r\\nb\\r'",
                    "E'\\ttab'",
                    "'\"quoted\", \"\"twice'",
                    "E'back\\\\slash\\\\n'",
                    "U&'\\+01F600 \\0416 \\00e9'",
                    "' blanks '",
                    "repeat('long, \"text\"', 150)",
                    "'NULL'",
                    "E'\\x01\\x7f'"),
            key("varchar(12)", "''", "'a'", "'b '", "E'\\n'", "'\"'", "'ä'", "'Ä'", "'twelve chars'"),
            key("char(5)", "''", "'a'", "'b '", "E'\\n'", "'\"'", "'ä'", "'Ä'", "'five5'"),
            key("\"char\"", "'a'", "'b'", "'\"'", "''", "'c'", "'d'", "'e'", "'f'"),
            key("name", "'a'", "'B b'", "'\"'", "''", "'c'", "'d'", "'e'", "'f'"),
            key("bytea", "''", "'\\x00'", "'\\x5c'", "'\\x0a'", "'\\xff00'", "'\\x22'", "'\\x2c'", "'\\xdeadbeef'"),
            kind("boolean", "true", "false"),
            key(
                    "date",
                    "'infinity'",
                    "'-infinity'",
                    "'0044-03-15 BC'",
                    "'2026-02-28'",
                    "'1-1-1'",
                    "'9999-12-31'",
                    "'1970-01-01'",
                    "'2000-02-29'"),
            key(
                    "timestamp",
                    "'infinity'",
                    "'-infinity'",
                    "'0044-03-15 12:00 BC'",
                    "'2026-02-28 23:59:59.999999'",
                    "'1-1-1'",
                    "'9999-12-31'",
                    "'1970-01-01'",
                    "'2000-02-29'"),
            key(
                    "timestamptz(3)",
                    "'infinity'",
                    "'-infinity'",
                    "'0044-03-15 12:00+00 BC'",
                    "'2026-03-29 02:30+02'",
                    "'2026-10-25 02:30+01'",
                    "'9999-12-31+00'",
                    "'1970-01-01+00'",
                    "'2000-02-29 00:00:00.123+05:45'"),
            key("time", "'00:00'", "'24:00'", "'12:34:56.789'", "'1:00'", "'2:00'", "'3:00'", "'4:00'", "'5:00'"),
            key(
                    "timetz",
                    "'00:00+00'",
                    "'24:00-08'",
                    "'12:34:56.789+05:45'",
                    "'1:00+1'",
                    "'2:00+2'",
                    "'3:00+3'",
                    "'4:00+4'",
                    "'5:00+5'"),
            key(
                    "interval",
                    "'0'",
                    "'1 year -2 months'",
                    "'-3 days +04:05:06.789'",
                    "'1 mon'",
                    "'1 day'",
                    "'1 hour'",
                    "'178000000 years'",
                    "'-1 us'"),
            key(
                    "uuid",
                    "'00000000-0000-0000-0000-000000000000'",
                    "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
                    "md5('1')::uuid",
                    "md5('2')::uuid",
                    "md5('3')::uuid",
                    "md5('4')::uuid",
                    "md5('5')::uuid",
                    "md5('6')::uuid"),
            kind("json", "'{}'", "'null'", "'{\"a\": [1, 2.50, \"\\u00e9\"],\n \"a\": 2}'"),
            key(
                    "jsonb",
                    "'{}'",
                    "'null'",
                    "'{\"a\": [1, 2.50, \"x, \\\"y\\\"\"]}'",
                    "'[]'",
                    "'1'",
                    "'\"\"'",
                    "'true'",
                    "'[[]]'"),
            kind("xml", "''", "'<a b=\"c\">d</a>'", "'text, only'", "'<a/><b/>'"),
            key(
                    "inet",
                    "'::1'",
                    "'10.0.0.1/8'",
                    "'10.0.0.1'",
                    "'0.0.0.0/0'",
                    "'1.1.1.1'",
                    "'2.2.2.2'",
                    "'::/0'",
                    "'fe80::1/64'"),
            key(
                    "cidr",
                    "'::1'",
                    "'10.0.0.0/8'",
                    "'10.0.0.1'",
                    "'0.0.0.0/0'",
                    "'1.1.1.1'",
                    "'2.2.2.2'",
                    "'::/0'",
                    "'fe80::/64'"),
            key(
                    "macaddr",
                    "'00:00:00:00:00:00'",
                    "'08:00:2b:01:02:03'",
                    "'08:00:2b:01:02:04'",
                    "'ff:ff:ff:ff:ff:ff'",
                    "'1:0:0:0:0:0'",
                    "'2:0:0:0:0:0'",
                    "'3:0:0:0:0:0'",
                    "'4:0:0:0:0:0'"),
            kind("macaddr8", "'08:00:2b:01:02:03:04:05'"),
            key("bit(4)", "B'0000'", "B'0001'", "B'0010'", "B'0011'", "B'0100'", "B'0101'", "B'0110'", "B'1111'"),
            key("bit varying", "B''", "B'0'", "B'1'", "B'10'", "B'0000000000000'", "B'11'", "B'101'", "B'111'"),
            key("money", "-0.01", "0", "1", "92233720368547758.07", "2", "3", "4", "1234567.89"),
            kind("tsvector", "'a:1A b:2,3 ''c d'''", "''", "to_tsvector('simple', 'the \"fat\" cat\\\\')"),
            kind("tsquery", "'a & !b | ''c d'':*'", "''"),
            kind("point", "'(1.5,-2)'", "'(0.1,Infinity)'"),
            kind("line", "'{1,2,3}'"),
            kind("lseg", "'[(0,0),(1,1)]'"),
            kind("box", "'(2,2),(0,0)'"),
            kind("path", "'[(0,0),(1,1),(2,0)]'", "'((0,0),(1,1),(2,0))'"),
            kind("polygon", "'((0,0),(1,1),(2,0))'"),
            kind("circle", "'<(0.1,0),5>'"),
            key("int4range", "'empty'", "'[1,5)'", "'(,3)'", "'[9,)'", "'(,)'", "'[2,3]'", "'[7,8]'", "'[-5,5]'"),
            kind("numrange", "'[0.10,1.5]'", "'(,0)'", "'empty'"),
            kind("tstzrange", "'[2026-01-01 00:00+00,infinity)'", "'empty'"),
            kind("daterange", "'[2026-01-01,2026-02-01)'"),
            new ColumnKind("int4multirange", 14, false, List.of("'{}'", "'{[1,3),[5,9)}'")),
            new ColumnKind("\"The \"\"zoo\"\" types\".moods", 13, false, List.of("'[sad,sad]'", "'empty'", "'(,)'")),
            kind("oid", "0", "4294967295"),
            kind("regclass", "'pg_catalog.pg_class'", "'pg_catalog.pg_type'"),
            kind("regtype", "'integer'", "'timestamp with time zone'"),
            kind("regproc", "'pg_catalog.now'"),
            kind("regnamespace", "'pg_catalog'"),
            kind("pg_lsn", "'0/0'", "'FFFFFFFF/FFFFFFFF'"),
            kind("pg_snapshot", "'10:20:10,14,15'"),
            kind("txid_snapshot", "'10:20:10,14,15'"),
            kind("xid8", "'18446744073709551615'"),
            kind("tid", "'(1,2)'"),
            kind("int2vector", "'1 2 3'"),
            key("public.citext", "'a'", "'B'", "''", "E'\\n'", "'\"'", "'ä'", "'x, y'", "'Z'"),
            kind("public.hstore", "''", "'a=>1, \"b, c\"=>\"d\\\"e\", f=>NULL'"),
            key("public.ltree", "'a'", "'a.b'", "'a.b.c'", "'b'", "'c'", "'d'", "'e'", "'f.g'"),
            key(
                    "text collate \"The \"\"zoo\"\" types\".\"No Case\"",
                    "'a'",
                    "'B'",
                    "''",
                    "E'\\n'",
                    "'\"'",
                    "'é'",
                    "'x, y'",
                    "'Z'"),
            kind("text collate \"C\"", "'a'", "'Ä'", "''"),
            kind("\"The \"\"zoo\"\" types\".\"Mood, or not\"", "'sad'", "'it''s \"ok\"'", "'Happy, very'", "''"),
            kind("\"The \"\"zoo\"\" types\".grade", "-5", "0", "17"),
            kind("\"The \"\"zoo\"\" types\".grades", "'{1,2,NULL}'", "'{}'"),
            kind(
                    "\"The \"\"zoo\"\" types\".\"Pair of\"",
                    "row('x, (\"y\")', 'it''s \"ok\"', 1.5)",
                    "row(null, null, null)",
                    "row('', '', 'NaN')"),
            kind(
                    "\"The \"\"zoo\"\" types\".nest",
                    "row(row('a', 'sad', 1), array[row('b\\', 'Happy, very', 2)]::\"The \"\"zoo\"\" types\".\"Pair of\"[])",
                    "null"),
            kind(
                    "\"The \"\"zoo\"\" types\".\"Mood, or not\"[]",
                    "'{}'",
                    "array['sad', null, 'it''s \"ok\"']::\"The \"\"zoo\"\" types\".\"Mood, or not\"[]"),
            kind("integer[]", "'{}'", "'{{1,2},{3,NULL}}'", "'[5:6]={1,2}'"),
            key(
                    "text[]",
                    "'{}'",
                    "array['a, b', '\"', null, '', 'NULL', E'\\\\']",
                    "array['a']",
                    "array['b']",
                    "array[null]::text[]",
                    "array['c']",
                    "array['d']",
                    "array['e']"),
            kind("bytea[]", "array['\\x00'::bytea, null, '\\x5c22']"),
            kind("timestamptz[]", "array['infinity', '2026-03-29 02:30+02']::timestamptz[]"));

    public ColumnKind {
        values = List.copyOf(values);
    }

    private static ColumnKind kind(String type, String... values) {
        return new ColumnKind(type, 13, false, Arrays.asList(values));
    }

    private static ColumnKind key(String type, String... values) {
        return new ColumnKind(type, 13, true, Arrays.asList(values));
    }

    /** Returns one of the values, or one time in six NULL. */
    String draw(Random random) {
        return random.nextInt(6) == 0 ? "null" : drawKey(random);
    }

    String drawKey(Random random) {
        return values.get(random.nextInt(values.size()));
    }
}
