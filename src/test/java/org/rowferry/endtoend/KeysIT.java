package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.exporter.Outcome;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** Keys of every type that has equality: rows that come, change, get another key and go, arrive. */
class KeysIT {
    private static final String TYPES = """
            create extension citext;
            create type keys.mood as enum ('calm', 'cross', 'it''s, "odd"', '');
            create domain keys.code as varchar(20) not null check (value <> 'forbidden');
            create domain keys.feeling as keys.mood check (value <> '');
            create domain keys.deep as keys.feeling;
            create domain keys.span as int4range;
            create type keys.pair as (a integer, b text);
            create domain keys.list as text[] not null;
            create domain keys.couple as keys.pair;
            create type keys.names as range (subtype = text, collation = "C");
            create collation keys.ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
            """;

    /** A key and four values of it; {@code |} parts columns, and a type behind {@code as} is what a writer compares as. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Kind(String name, String columns, String... values) {
        TableName table() {
            return TableName.of("keys", name);
        }

        String create() {
            List<String> parts = new ArrayList<>();
            for (String type : columns.split("\\|", -1)) {
                parts.add("\"k " + (parts.size() + 1) + "\" " + type.replaceFirst(" as .*", ""));
            }
            return "create table " + table() + " (v text, " + String.join(", ", parts) + ", primary key ("
                    + String.join(
                            ", ",
                            parts.stream().map(part -> part.substring(0, 5)).toList()) + "));";
        }

        String insert(int place) {
            return "insert into " + table() + " values ('v', " + values[place].replace("|", ", ") + ");";
        }

        String where(int place) {
            String[] parts = values[place].split("\\|", -1);
            List<String> conditions = new ArrayList<>();
            for (int i = 0; i < parts.length; i++) {
                String type = columns.split("\\|", -1)[i];
                String cast = type.contains(" as ") ? "::" + type.replaceFirst(".* as ", "") : "";
                conditions.add("\"k " + (i + 1) + "\"" + cast + " = " + parts[i]);
            }
            return " where " + String.join(" and ", conditions) + ";";
        }

        String change() {
            return "update " + table() + " set v = 'changed'" + where(0) + "update " + table() + " set \"k 1\" = "
                    + values[3].split("\\|", -1)[0] + where(1) + "delete from " + table() + where(2);
        }
    }

    private static final List<Kind> KINDS = List.of(
            new Kind(
                    "uuids",
                    "uuid",
                    "gen_random_uuid()",
                    "gen_random_uuid()",
                    "gen_random_uuid()",
                    "gen_random_uuid()"),
            new Kind("integers", "smallint|bigint", "1|1", "-32768|2", "3|9223372036854775807", "4|4"),
            new Kind("numbers", "bigint", "1", "-2", "3", "4"),
            new Kind(
                    "numbers and ids",
                    "bigint|uuid|integer",
                    "1|'00000000-0000-0000-0000-000000000001'|7",
                    "-2|'00000000-0000-0000-0000-000000000002'|7",
                    "3|'00000000-0000-0000-0000-000000000003'|7",
                    "4|'00000000-0000-0000-0000-000000000004'|7"),
            new Kind("texts", "text", "'a,\"b\"'", "''", "E'\\\\.\\r\\n'", "'é😀'"),
            new Kind("\"char\"s", "\"char\"|name", "'a'|'b'", "''|''", "'c'|'d'", "'\"'|'x'"),
            new Kind("bpchars", "char(5)", "'a'", "'b  '", "''", "' d'"),
            new Kind("citexts", "citext", "'a'", "'B'", "''", "'D'"),
            new Kind("nondeterministic", "text collate keys.ci", "'a'", "'B'", "''", "'D'"),
            new Kind("byteas", "bytea", "'\\x00ff'", "''", "'\\x5c'", "'\\x22'"),
            new Kind("numerics", "numeric", "1.0", "'NaN'", "1e-20", "-2.50"),
            new Kind("floats", "float8|float4", "1|1", "'NaN'|2", "'-Infinity'|3", "0.1|0.1"),
            new Kind("booleans", "boolean|integer", "true|1", "false|1", "true|2", "false|2"),
            new Kind(
                    "timestamps",
                    "timestamptz|timestamp|time",
                    "'2026-01-01 12:00+02'|'infinity'|'24:00'",
                    "'-infinity'|'2026-01-01 00:00:00.000001'|'00:00'",
                    "'0044-03-15 12:00+00 BC'|'1999-12-31'|'23:59:59.999999'",
                    "'294276-12-31 UTC'|'2000-01-01'|'12:00'"),
            new Kind("dates", "date", "'2026-02-28'", "'infinity'", "'0044-03-15 BC'", "'5874897-12-31'"),
            new Kind("intervals", "interval", "'1 day'", "'-1 mon 2 days'", "'0'", "'3:04:05.6'"),
            new Kind(
                    "inets",
                    "inet|cidr|macaddr",
                    "'10.0.0.1/8'|'10.0.0.0/8'|'08:00:2b:01:02:03'",
                    "'::1'|'::/0'|'08:00:2b:01:02:04'",
                    "'10.0.0.1'|'10.0.0.0/8'|'08:00:2b:01:02:03'",
                    "'10.0.0.2'|'0.0.0.0/0'|'08:00:2b:01:02:05'"),
            new Kind("enums", "keys.mood", "'calm'", "'cross'", "'it''s, \"odd\"'", "''"),
            new Kind("domains", "keys.code", "'a'", "'b'", "''", "'d'"),
            new Kind(
                    "domains of domains",
                    "keys.deep as keys.mood|keys.span as int4range",
                    "'calm'|'[1,2)'",
                    "'cross'|'empty'",
                    "'cross'|'(,)'",
                    "'it''s, \"odd\"'|'empty'"),
            new Kind(
                    "ranges",
                    "int4range|tstzrange",
                    "'[1,5)'|'[2026-01-01,)'",
                    "'empty'|'empty'",
                    "'(,)'|'(,)'",
                    "'[7,8]'|'empty'"),
            new Kind(
                    "composites",
                    "keys.pair",
                    "row(1, 'a')::keys.pair",
                    "row(null, '')::keys.pair",
                    "row(2, null)::keys.pair",
                    "row(3, 'c,\"d\"')::keys.pair"),
            new Kind(
                    "arrays",
                    "text[]|integer[]",
                    "'{a,NULL}'|'{}'",
                    "'{}'|'{1}'",
                    "'{\"\"}'|'{{1},{2}}'",
                    "'{\"x,y\"}'|'{}'"),
            new Kind("jsons", "jsonb", "'{\"a\": 1.0}'", "'null'", "'[]'", "'\"text\"'"),
            new Kind("bits", "bit(3)|varbit", "'101'|'1'", "'000'|''", "'111'|'01'", "'110'|'1'"),
            new Kind(
                    "moneys",
                    "money|oid|pg_lsn",
                    "1.5::money|1|'0/1'",
                    "(-2)::money|2|'FF/FF'",
                    "0::money|3|'0/0'",
                    "3::money|4294967295|'0/2'"),
            new Kind(
                    "arrays of own",
                    "keys.mood[]|keys.pair[]|citext[]",
                    "'{calm}'|array[row(1, 'a')]::keys.pair[]|'{a}'",
                    "'{}'|'{}'|'{}'",
                    "'{NULL,\"it''s, \\\"odd\\\"\"}'|array[row(null, '\"')]::keys.pair[]|'{B,b}'",
                    "'{cross,calm}'|array[null]::keys.pair[]|'{c}'"),
            new Kind(
                    "domains of more",
                    "keys.list as text[]|keys.couple as keys.pair",
                    "'{a}'|row(1, 'a')::keys.pair",
                    "'{}'|row(null, null)::keys.pair",
                    "'{NULL}'|row(2, '')::keys.pair",
                    "'{\"?\"}'|row(3, '?')::keys.pair"),
            new Kind(
                    "own ranges",
                    "keys.names|keys.names[]",
                    "'[a,b)'|'{\"[a,b)\"}'",
                    "'empty'|'{}'",
                    "'(,)'|'{empty}'",
                    "'[c,)'|'{}'"),
            new Kind(
                    "ids",
                    "xid8|tid|regclass|oidvector",
                    "'1'|'(0,1)'|'pg_class'::regclass|'1 2'",
                    "'2'|'(1,1)'|'pg_type'::regclass|''",
                    "'18446744073709551615'|'(4294967295,65535)'|'pg_proc'::regclass|'3'",
                    "'4'|'(0,2)'|'pg_attribute'::regclass|'4'"),
            new Kind(
                    "addresses",
                    "macaddr8|timetz",
                    "'08:00:2b:01:02:03:04:05'|'12:00+02'",
                    "'08:00:2b:01:02:03:04:06'|'00:00-12'",
                    "'08:00:2b:01:02:03:04:07'|'24:00+00'",
                    "'08:00:2b:01:02:03:04:08'|'10:00+00'"),
            new Kind("vectors", "tsvector|tsquery", "'a:1 b'|'a & b'", "''|''", "'c'|'!d'", "'e:2A'|'f'"),
            new Kind(
                    "Ugly \"keys\" table, its name is long: 63 bytes are the most, é",
                    "text|integer|uuid",
                    "'a'|1|'00000000-0000-0000-0000-000000000001'",
                    "'B'|2|'00000000-0000-0000-0000-000000000002'",
                    "'k1'|3|'00000000-0000-0000-0000-000000000003'",
                    "'xid'|4|'00000000-0000-0000-0000-000000000004'"));

    private static ShippedSchema cargo() {
        return new ShippedSchema(
                KINDS.stream().map(Kind::table).toList(),
                TYPES,
                String.join("", KINDS.stream().map(Kind::create).toList()),
                "");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keyOfAnyType_arrives(boolean fromOldest) {
        try (Pipeline ferry = Pipeline.between(
                fromOldest ? Servers.oldest() : Servers.newest(),
                fromOldest ? Servers.newest() : Servers.oldest(),
                cargo())) {
            ferry.importAllOf(ferry.export());
            KINDS.forEach(kind -> Stream.of(0, 1, 2).forEach(i -> write(ferry, kind.insert(i))));
            // What a function made must be found again.
            write(ferry, "update keys.uuids set \"k 1\" = md5(v || ctid::text)::uuid");
            assertChangesArrive(ferry, 3 * KINDS.size());
            KINDS.stream().filter(kind -> !kind.name().equals("uuids")).forEach(kind -> write(ferry, kind.change()));
            write(
                    ferry,
                    "update keys.uuids set \"k 1\" = gen_random_uuid() where ctid = (select min(ctid) from keys.uuids);"
                            + "delete from keys.uuids where ctid = (select min(ctid) from keys.uuids)");
            assertChangesArrive(ferry, 2 * KINDS.size());
        }
    }

    private static void assertChangesArrive(Pipeline ferry, int rows) {
        Outcome.Exported exported = (Outcome.Exported) ferry.export();
        assertThat(exported.tables()).allMatch(line -> line.full().isEmpty());
        ferry.importAllOf(exported);
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).hasSize(rows);
    }

    private static void write(Pipeline ferry, String sql) {
        ferry.source().writer().execute(sql);
    }

    private static final String SPELLED = """
            create table spelled.citexts (k citext primary key, v integer);
            create table spelled.icu (k text collate spelled.ci primary key, v integer);
            create table spelled.numerics (k numeric primary key, v integer);
            create table spelled.floats (k float8 primary key, v integer);
            create table spelled.intervals (k interval primary key, v integer);
            create table spelled.blanks (k bpchar primary key, v integer);
            create table spelled."Two Of Them" ("group" citext, id integer, "k2" numeric, v integer, primary key (id, "k2", "group"));
            """;

    /**
     * Each table's key changes into one that is equal on the source and spelled otherwise. A target that tells the two
     * apart must not keep the old one; one that does not must take the new one for the old one.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keyThatIsSpelledOtherwise_replacesTheOldOne(boolean targetOfTexts) {
        List<String> tables = List.of("citexts", "icu", "numerics", "floats", "intervals", "blanks", "Two Of Them");
        ShippedSchema cargo = new ShippedSchema(
                tables.stream().map(name -> TableName.of("spelled", name)).toList(),
                "create extension citext; create collation spelled.ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);",
                SPELLED,
                targetOfTexts
                        ? String.join("", tables.stream().map(KeysIT::intoTexts).toList())
                        : "");
        try (Pipeline ferry = Pipeline.between(Servers.oldest(), Servers.newest(), cargo)) {
            write(ferry, """
                    insert into spelled.citexts values ('a', 1), ('b', 2); insert into spelled.icu values ('a', 1), ('b', 2);
                    insert into spelled.numerics values (1.0, 1), (2, 2); insert into spelled.floats values (0, 1), (1, 2);
                    insert into spelled.intervals values ('1 day', 1), ('2 days', 2);
                    insert into spelled.blanks values ('a', 1), ('b', 2);
                    insert into spelled."Two Of Them" values ('a', 1, 1.0, 1), ('b', 1, 1.0, 1)""");
            ferry.importAllOf(ferry.export());
            write(ferry, """
                    update spelled.citexts set k = 'A' where k = 'a'; update spelled.icu set k = 'A' where k = 'a';
                    update spelled.numerics set k = 1.00 where k = 1; update spelled.floats set k = '-0' where k = 0;
                    update spelled.intervals set k = '24:00' where k = '1 day'; update spelled.blanks set k = 'a ' where k = 'a';
                    update spelled."Two Of Them" set "group" = 'A', k2 = 1.000 where "group" = 'a'""");
            // The old spelling and the new one.
            assertThat(assertSpelledAlike(ferry, tables).tables())
                    .allMatch(line -> line.keys() == 2 && line.rows() == 1);
            write(
                    ferry,
                    "delete from spelled.citexts; insert into spelled.citexts values ('A', 3), ('B', 4);"
                            + "update spelled.numerics set k = k * 10 / 10, v = 7");
            assertSpelledAlike(ferry, tables);
        }
    }

    private static String intoTexts(String table) {
        return table.equals("Two Of Them")
                ? "alter table spelled.\"Two Of Them\" alter \"group\" type text, alter k2 type text;"
                : "alter table spelled." + table + " alter k type text collate \"C\";";
    }

    private static Outcome.Exported assertSpelledAlike(Pipeline ferry, List<String> tables) {
        Outcome.Exported exported = (Outcome.Exported) ferry.export();
        assertThat(exported.tables()).allMatch(line -> line.full().isEmpty());
        ferry.importAllOf(exported);
        for (String table : tables) {
            String query = "select format('%s', t) from spelled.\"" + table + "\" as t";
            assertThat(fixed(ferry.target().superuser(), query))
                    .as(table)
                    .containsExactlyInAnyOrderElementsOf(fixed(ferry.source().superuser(), query));
        }
        return exported;
    }

    private static List<List<String>> fixed(TestDatabase database, String query) {
        database.execute("set extra_float_digits = 3; set intervalstyle = postgres");
        return database.query(query);
    }

    /** An index says what is unique and not in which order capture has noted it. */
    @Test
    void keyWhoseIndexWasMadeAnewInAnotherOrder_isReadByItsColumns() {
        ShippedSchema cargo = new ShippedSchema(
                List.of(TableName.of("ordered", "T")),
                "create extension citext",
                "create table ordered.\"T\" (a integer, b citext, v text, primary key (a, b))",
                "");
        String reversed = "alter table ordered.\"T\" drop constraint \"T_pkey\", add unique (b, a),"
                + " alter a set not null, alter b set not null";
        try (Pipeline ferry = Pipeline.between(Servers.newest(), Servers.oldest(), cargo)) {
            write(
                    ferry,
                    "insert into ordered.\"T\" select i, j, 'v' from generate_series(1, 3) i, generate_series(1, 3) j");
            ferry.importAllOf(ferry.export());
            ferry.source().owner().execute(reversed);
            ferry.target().owner().execute(reversed);
            write(
                    ferry,
                    "update ordered.\"T\" set v = 'changed' where (a, b) = (1, '2'); delete from ordered.\"T\" where (a, b) = (3, '1')");
            Outcome.Exported exported = (Outcome.Exported) ferry.export();
            assertThat(exported.tables()).allMatch(line -> line.full().isEmpty());
            ferry.importAllOf(exported);
            assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).hasSize(8);
        }
    }

    @Test
    void uniqueIndexWithoutPrimaryKey_servesAsKey() {
        try (Pipeline ferry = Pipeline.between(
                Servers.oldest(),
                Servers.newest(),
                ShippedSchema.of(
                        "create table bare.\"No Key\" (v text, \"group\" text not null, n integer not null);"
                                + " create unique index on bare.\"No Key\" (n) where v = 'x'; create unique index on bare.\"No Key\" ((n + 1));"
                                + " create unique index on bare.\"No Key\" (n, \"group\") include (v)",
                        "bare.\"No Key\""))) {
            write(ferry, "insert into bare.\"No Key\" select 'v' || i, 'g' || i, i from generate_series(1, 9) i");
            ferry.importAllOf(ferry.export());
            write(ferry, "update bare.\"No Key\" set n = n + 10 where n = 9; delete from bare.\"No Key\" where n < 3");
            Outcome.Exported exported = (Outcome.Exported) ferry.export();
            assertThat(exported.tables()).allMatch(line -> line.full().isEmpty() && line.keys() == 4);
            ferry.importAllOf(exported);
            assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).hasSize(7);
        }
    }
}
