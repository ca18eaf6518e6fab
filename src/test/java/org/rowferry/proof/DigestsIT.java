package org.rowferry.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.connection.Endpoint;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;
import org.rowferry.report.Family;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** Digests that each server computes, held against those that Java computes of texts that were written down. */
class DigestsIT {
    private static final List<DigestColumn> COLUMNS = List.of(
            DigestColumn.shipped("r.id", "bigint"),
            DigestColumn.shipped("r.\"a \"\"b\"", "text"),
            DigestColumn.shipped("r.price", "numeric(10,2)"),
            DigestColumn.shipped("r.at", "timestamp with time zone"),
            DigestColumn.shipped("r.pad", "character(5)"),
            DigestColumn.shipped("r.doc", "jsonb"),
            DigestColumn.shipped("r.flag", "boolean"),
            DigestColumn.shipped("r.tags", "text[]"),
            DigestColumn.shipped("r.pair", "public.pair"));
    private static final String ROWS = """
            create type public.pair as (a integer, b text);
            create table public.t (id bigint primary key, "a ""b" text, price numeric(10,2), at timestamptz, pad char(5),
                doc jsonb, flag boolean, tags text[], pair public.pair);
            insert into public.t values
                (1, '', 1.5, '2026-03-01 12:00:00.5+02', 'ab', '{"a": [1, "x,y"]}', true, '{a,NULL,"b c"}', '(1,"x y")'),
                (-2, null, null, null, null, null, null, null, null),
                (3, 'ä€,:"', -0.00, 'infinity', '', 'null', false, '{}', row(null, null)::public.pair),
                (9223372036854775807, E'\\\\.\\n', 'NaN', '0001-01-01 00:00:00+00 BC', 'abcde', '""', true, '{{1,2},{3,4}}',
                    '(,"")')""";
    private static final Map<Long, String> TEXTS = new TreeMap<>(Map.of(
            1L,
            "1,0:,1.50,2026-03-01 10:00:00.5+00,5:ab   ,17:{\"a\": [1, \"x,y\"]},t,14:{a,NULL,\"b c\"},9:(1,\"x y\")",
            -2L,
            "-2,:,,,:,:,,:,:",
            3L,
            "3,8:ä€,:\",0.00,infinity,5:     ,4:null,f,2:{},3:(,)",
            Long.MAX_VALUE,
            "9223372036854775807,3:\\.\n,NaN,0001-01-01 00:00:00+00 BC,5:abcde,2:\"\",t,13:{{1,2},{3,4}},5:(,\"\")"));

    static Stream<Server> servers() {
        return Stream.of(Servers.oldest(), Servers.newest());
    }

    static Stream<Server> majors() {
        return Stream.concat(servers(), IntStream.rangeClosed(14, 17).mapToObj(Servers::between));
    }

    @ParameterizedTest
    @MethodSource("majors")
    void digests_areThoseOfTheTexts(Server server) throws NoSuchAlgorithmException {
        try (TestDatabase database = server.newDatabase("digests")) {
            database.execute(ROWS);
            assertThat(digests(database, COLUMNS, COLUMNS.subList(0, 1), new Buckets(4)))
                    .containsExactlyElementsOf(expected(4));
        }
    }

    /** Buckets are those of the keys' integers, mixed with the generator of Park and Miller. */
    private static List<String> expected(int buckets) throws NoSuchAlgorithmException {
        Map<Long, List<BigInteger>> sums = new TreeMap<>();
        for (Map.Entry<Long, String> row : TEXTS.entrySet()) {
            long bucket = Math.floorMod(row.getKey(), 2147483647L) * 48271 % 2147483647 % buckets;
            ByteBuffer hash = ByteBuffer.wrap(
                    MessageDigest.getInstance("SHA-256").digest(row.getValue().getBytes(StandardCharsets.UTF_8)));
            List<BigInteger> more =
                    List.of(BigInteger.ONE, BigInteger.valueOf(hash.getLong()), BigInteger.valueOf(hash.getLong()));
            sums.merge(
                    bucket,
                    more,
                    (a, b) -> IntStream.range(0, 3)
                            .mapToObj(i -> a.get(i).add(b.get(i)))
                            .toList());
        }
        return sums.entrySet().stream()
                .map(sum -> sum.getKey() + ","
                        + sum.getValue().stream().map(String::valueOf).collect(Collectors.joining(",")))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void digests_areTheSameInAnyOrder_inParallel_inPartitions_andInAnotherEncoding(Server server) {
        List<DigestColumn> columns =
                List.of(DigestColumn.shipped("r.id", "integer"), DigestColumn.shipped("r.word", "character varying"));
        String rows = " select g, case when g % 7 > 0 then 'wörd ' || g % 50 end from generate_series(1, 30000) as g";
        List<List<String>> found = new ArrayList<>();
        try (TestDatabase plain = server.newDatabase("digests");
                TestDatabase latin = server.newDatabaseOf("LATIN1", "digests")) {
            plain.execute("create table public.t (id integer, word varchar); insert into public.t" + rows
                    + "; analyze public.t");
            latin.execute("create table public.t (word varchar, id integer) partition by hash (id);"
                    + " create table public.t0 partition of public.t for values with (modulus 2, remainder 0);"
                    + " create table public.t1 partition of public.t for values with (modulus 2, remainder 1);"
                    + " insert into public.t (id, word)" + rows + " order by g desc");
            for (List<DigestColumn> key : List.of(columns.subList(0, 1), List.<DigestColumn>of(), columns)) {
                found.add(digests(plain, columns, key, new Buckets(8)));
                plain.execute("alter database " + plain.name() + " set parallel_setup_cost = 0;" + " alter database "
                        + plain.name() + " set min_parallel_table_scan_size = 0");
                assertThat(digests(plain, columns, key, new Buckets(8))).isEqualTo(found.get(found.size() - 1));
                assertThat(digests(latin, columns, key, new Buckets(8))).isEqualTo(found.get(found.size() - 1));
            }
        }
        assertThat(found).allSatisfy(lines -> assertThat(lines).hasSize(8));
        assertThat(found).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void rowsThatSwapValues_orAreThereTwice_differ(Server server) {
        List<DigestColumn> columns =
                List.of(DigestColumn.shipped("r.id", "integer"), DigestColumn.shipped("r.word", "text"));
        try (TestDatabase database = server.newDatabase("digests")) {
            database.execute("create table public.t (id integer, word text);"
                    + " insert into public.t values (1, 'a'), (2, 'b'), (3, 'b')");
            List<String> before = digests(database, columns, columns.subList(0, 1), new Buckets(1));
            database.execute("update public.t set word = case id when 1 then 'b' else 'a' end where id < 3");
            List<String> swapped = digests(database, columns, columns.subList(0, 1), new Buckets(1));
            database.execute("update public.t set word = case id when 1 then 'a' else 'b' end where id < 3;"
                    + " insert into public.t values (3, 'b')");
            List<String> doubled = digests(database, columns, columns.subList(0, 1), new Buckets(1));
            assertThat(List.of(before, swapped, doubled)).doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void tableOfManyColumns_isDigested(Server server) {
        List<DigestColumn> columns = IntStream.range(0, 250)
                .mapToObj(i -> DigestColumn.shipped("r.c" + i, "text"))
                .toList();
        try (TestDatabase database = server.newDatabase("digests")) {
            database.execute("create table public.t ("
                    + IntStream.range(0, 250).mapToObj(i -> "c" + i + " text").collect(Collectors.joining(", "))
                    + "); insert into public.t (c0, c249) values ('a', 'b')");
            assertThat(digests(database, columns, columns, new Buckets(1))).hasSize(1);
        }
    }

    static List<String> digests(
            TestDatabase database, List<DigestColumn> columns, List<DigestColumn> key, Buckets buckets) {
        Database known = new Database(Endpoint.parse(database.url(), Map.of()), Family.SOURCE);
        try (Session session = known.connect("test")) {
            DigestQuery query = new DigestQuery(columns, key, buckets, ServerText.of(session));
            return session.query(
                    "select concat_ws(',', d.bucket, d.rows, d.first, d.second) as line from ("
                            + query.over("public.t as r") + ") as d order by d.bucket",
                    row -> row.text("line"));
        }
    }
}
