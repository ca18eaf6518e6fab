package org.rowferry.random;

import static org.rowferry.random.ValueType.cast;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The types that every database has. */
final class ValueTypes {
    private static final boolean ORDERED = true;
    private static final boolean UNORDERED = false;

    static final ValueType INTEGER = ValueType.of(
            "integer", ORDERED, List.of("0", "1", "2", "3", "4", "5", "6", "7", "-1", "2147483647", "-2147483648"));

    static final ValueType TEXT = new ValueType("text", "", ORDERED, dice -> cast(Texts.any(dice), "text"));

    private static final List<ValueType> NUMBERS = List.of(
            INTEGER,
            INTEGER,
            of("smallint", "0", "1", "2", "3", "-32768", "32767"),
            of("bigint", "0", "1", "2", "3", "4", "5", "-9223372036854775808", "9223372036854775807"),
            of(
                    "numeric",
                    "0",
                    "0.00",
                    "1",
                    "1.0",
                    "1.00",
                    "-2.5",
                    "NaN",
                    "1e40",
                    "-1e-20",
                    "123456789012345678901234.5"),
            of("numeric(12,3)", "0", "1", "1.5", "-999999999.999", "NaN", "0.001"),
            of("real", "0", "-0", "1.1", "0.1", "-3.4e38", "1e-40", "NaN", "Infinity", "-Infinity", "16777217"),
            of("double precision", "0", "-0", "1.1", "0.1", "1e-320", "-1.7e308", "NaN", "Infinity", "-Infinity"),
            of("money", "0", "1.05", "-1.05", "92233720368547758.07", "-92233720368547758.08"),
            of("oid", "0", "1", "1259", "4294967295"));

    private static final List<ValueType> CHARACTERS = List.of(
            TEXT,
            TEXT,
            TEXT,
            new ValueType("character varying", "", ORDERED, dice -> cast(Texts.any(dice), "varchar")),
            new ValueType("character varying(7)", "", ORDERED, dice -> cast(Texts.any(dice, 7), "varchar")),
            new ValueType("character(5)", "", ORDERED, dice -> cast(Texts.any(dice, 5), "char(5)")),
            of("\"char\"", "a", "B", "", "\"", "\\", "\n", ",", " "),
            new ValueType("name", "", ORDERED, dice -> cast(Texts.any(dice), "name")),
            of("bytea", "\\x", "\\x00", "\\xdeadbeef", "\\x5c2e0a", "\\x22", "\\x0d0a"),
            TEXT.collate("\"C\""));

    private static final List<ValueType> TIMES = List.of(
            of("date", "infinity", "-infinity", "0044-03-15 BC", "2024-02-29", "5874897-12-31", "0001-01-01"),
            of(
                    "timestamp without time zone",
                    "infinity",
                    "-infinity",
                    "4713-01-01 00:00:00 BC",
                    "294276-12-31 23:59:59.999999",
                    "2024-02-29 12:00:00.1"),
            of(
                    "timestamp with time zone",
                    "infinity",
                    "-infinity",
                    "0044-03-15 12:00:00+00 BC",
                    "2024-03-31 02:30:00+05:45",
                    "1900-01-01 00:00:00.000001-07:52:58"),
            of("timestamp(3) with time zone", "2024-03-31 02:30:00.1239+00", "infinity", "1999-12-31 23:59:59.9999+00"),
            of("time without time zone", "00:00", "24:00:00", "23:59:59.999999", "12:34:56.7"),
            of("time with time zone", "00:00+00", "12:00+15:59", "12:00-15:59:59", "23:59:59.999999+00"),
            of(
                    "interval",
                    "0",
                    "1 mon",
                    "30 days",
                    "720:00:00",
                    "1 year -1 day 00:00:00.000001",
                    "-178000000 years",
                    "-1 mon +1 day -25:00:00"));

    private static final List<ValueType> STRUCTURES = List.of(
            of("boolean", "t", "f"),
            of(
                    "uuid",
                    "00000000-0000-0000-0000-000000000000",
                    "ffffffff-ffff-ffff-ffff-ffffffffffff",
                    "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                    "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12",
                    "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a13"),
            unordered("json", "{\"a\": 1, \"a\":2 }", " [1,\n2]", "null", "\"\\u0000\\\\\"", "\"é😀\"", "1.00"),
            of("jsonb", "{\"a\": 1, \"a\":2 }", " [1,\n2]", "null", "\"\\\"\\\\\"", "1.00", "1.0", "{}"),
            unordered("jsonpath", "$.a[*] ? (@ > 1)", "strict $", "$.\"a b\""),
            unordered(
                    "xml",
                    "<a/>",
                    "",
                    "two <b/> roots <c d=\"e\"/>",
                    "<?xml version=\"1.0\"?><a>é &amp; 😀</a>",
                    "<!-- \n --><x>\r\n</x>"),
            of("tsvector", "", "'a':1A,3 'b':2B", "'quo''te' '\\\\' 'é'"),
            of("tsquery", "'fat' & ( 'rat' | !'cat' )", "'a':*A <2> 'b'", "'quo''te'"),
            of("bit(5)", "10101", "00000", "11111"),
            of("bit varying", "", "1", "0", "00", "1010101010101"),
            of("bit varying(9)", "", "1", "101010101"),
            of("inet", "10.0.0.1", "10.0.0.1/8", "::1", "fe80::1/64", "0.0.0.0/0"),
            of("cidr", "10.0.0.0/8", "::/0", "10.1.2.3/32"),
            of("macaddr", "08:00:2b:01:02:03", "ff:ff:ff:ff:ff:ff", "00:00:00:00:00:00"),
            of("macaddr8", "08:00:2b:01:02:03:04:05", "00:00:00:00:00:00:00:00"),
            of("pg_lsn", "0/0", "16/B374D848", "FFFFFFFF/FFFFFFFF"),
            of("xid8", "0", "1", "18446744073709551615"),
            of("tid", "(0,1)", "(4294967295,65535)"),
            of("regclass", "pg_class", "pg_type", "0"),
            of("regtype", "integer", "timestamp with time zone", "text[]"),
            unordered("oidvector", "", "1", "1 2 4294967295"),
            unordered("int2vector", "1", "1 -2 32767"),
            unordered("pg_snapshot", "10:20:10,14", "1:1:"),
            unordered("refcursor", "", "a \"cursor\""));

    private static final List<ValueType> SHAPES = List.of(
            unordered("point", "(1,2)", "(NaN,Infinity)", "(-0,0)", "(1e300,1e-300)"),
            unordered("line", "{1,-1,0}", "{0,1,2.5}"),
            unordered("lseg", "[(0,0),(1,1)]", "[(1,1),(0,0)]"),
            unordered("box", "(1,2),(0,0)", "(0,0),(0,0)"),
            unordered("path", "((0,0),(1,1))", "[(0,0),(1,1)]"),
            unordered("polygon", "((0,0),(1,1),(1,0))", "((0,0))"),
            unordered("circle", "<(0,0),1>", "<(0.1,-0.1),0>"));

    private static final List<ValueType> RANGES = List.of(
            of("int4range", "empty", "[1,5)", "(1,4]", "(,)", "[5,)"),
            of("int8range", "empty", "[1,5)", "(,9]"),
            of("numrange", "empty", "[1.0,2.00]", "(1,)", "[1.00,2]"),
            of("daterange", "empty", "[2024-01-01,infinity)", "(,2024-02-29]"),
            of("tsrange", "empty", "[\"2024-01-01 00:00:00\",infinity]"),
            of("tstzrange", "empty", "[\"2024-01-01 00:00:00+02\",)", "(,\"0044-03-15 00:00:00+00 BC\")"));

    /** 13 does not know them. */
    private static final List<ValueType> SINCE_14 = List.of(
            of("numeric", "Infinity", "-Infinity", "NaN", "0", "1"),
            of("int4multirange", "{}", "{[1,2),[5,7)}", "{(,)}"),
            of("nummultirange", "{}", "{[1.0,2.00],(5,)}"),
            of("tstzmultirange", "{}", "{[\"2024-01-01 00:00:00+02\",)}"));

    private ValueTypes() {}

    /** Returns the types that a major has. */
    static List<ValueType> of(int major) {
        List<ValueType> types = new ArrayList<>();
        Stream.of(NUMBERS, CHARACTERS, TIMES, STRUCTURES, SHAPES, RANGES).forEach(types::addAll);
        if (major >= 14) {
            types.addAll(SINCE_14);
        }
        return types;
    }

    private static ValueType of(String sql, String... texts) {
        return ValueType.of(sql, ORDERED, List.of(texts));
    }

    private static ValueType unordered(String sql, String... texts) {
        return ValueType.of(sql, UNORDERED, List.of(texts));
    }
}
