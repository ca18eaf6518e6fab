package org.rowferry.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A schema with a table for every kind of column and key, and the statements that change it at random. */
public final class EveryKindOfColumn {
    private final int major;
    private final List<Cage> cages = new ArrayList<>();

    /** A table, and what may be done to it; every statement is whole SQL, and the first kind of them inserts. */
    private record Cage(String table, String ddl, List<Write> writes) {}

    /** A kind of statement with random values. */
    private interface Write {
        String draw(Random random);
    }

    /** Makes a zoo of what this major and all later ones know. */
    public EveryKindOfColumn(int major) {
        this.major = major;
        cages.add(allKinds("zoo.\"All kinds\"", "logged"));
        cages.add(allKinds("zoo.\"of \"\"unlogged\"\", 100% \\ sign\"", "unlogged"));
        kinds().stream()
                .filter(ColumnKind::canBeKey)
                .map(EveryKindOfColumn::keyedBy)
                .forEach(cages::add);
        cages.add(severalKeyColumns());
        cages.add(uniqueIndex());
        cages.add(computed());
        cages.add(wide());
        cages.add(keyAlone());
        cages.add(partitioned());
    }

    private List<ColumnKind> kinds() {
        return ColumnKind.ALL.stream().filter(kind -> kind.since() <= major).toList();
    }

    public String ddl() {
        return ColumnKind.TYPES + ColumnKind.COLLATION + "create schema zoo;\n"
                + cages.stream().map(Cage::ddl).collect(Collectors.joining(";\n"));
    }

    public List<String> tables() {
        return cages.stream().map(Cage::table).toList();
    }

    /** Returns statements after which no table is empty. */
    public List<String> fill(Random random) {
        return cages.stream()
                .flatMap(cage ->
                        Stream.generate(() -> cage.writes().get(0).draw(random)).limit(5))
                .toList();
    }

    public String draw(Random random) {
        List<Write> writes = cages.get(random.nextInt(cages.size())).writes();
        return writes.get(random.nextInt(writes.size())).draw(random);
    }

    private Cage allKinds(String table, String persistence) {
        List<ColumnKind> kinds = kinds();
        String columns = IntStream.range(0, kinds.size())
                .mapToObj(i -> ", " + column(i) + " " + kinds.get(i).type())
                .collect(Collectors.joining());
        String create = persistence.equals("unlogged") ? "create unlogged table " : "create table ";
        return new Cage(
                table,
                create + table + " (\"the, \"\"key\"\"\" integer primary key" + columns + ")",
                List.of(
                        random -> "insert into " + table + " values (" + random.nextInt(60) + ", "
                                + kinds.stream().map(kind -> kind.draw(random)).collect(Collectors.joining(", "))
                                + ") on conflict do nothing",
                        random -> {
                            int one = random.nextInt(kinds.size());
                            return "update " + table + " set " + column(one) + " = "
                                    + kinds.get(one).draw(random) + " where \"the, \"\"key\"\"\" % 7 = "
                                    + random.nextInt(7);
                        },
                        random -> "delete from " + table + " where \"the, \"\"key\"\"\" = " + random.nextInt(60)));
    }

    private static String column(int number) {
        return "\"" + (number % 3 == 0 ? "Column no. " : number % 3 == 1 ? "c\"\"" : "k") + number + "\"";
    }

    private static Cage keyedBy(ColumnKind kind) {
        String table = "zoo.\"keyed by " + kind.type().replace("\"", "\"\"") + "\"";
        return keyed(table, "k1 " + kind.type() + " primary key, \"xid\" integer", kind);
    }

    private static Cage keyed(String table, String columns, ColumnKind kind) {
        String is = " is not distinct from ";
        return new Cage(
                table,
                "create table " + table + " (" + columns + ")",
                List.of(
                        random -> "insert into " + table + " values (" + kind.drawKey(random) + ", " + random.nextInt(9)
                                + ") on conflict do nothing",
                        random -> "update " + table + " set xid = " + random.nextInt(9) + " where k1" + is + "("
                                + kind.drawKey(random) + ")::" + bare(kind),
                        random -> "update " + table + " set k1 = " + kind.drawKey(random) + " where k1" + is + "("
                                + kind.drawKey(random) + ")::" + bare(kind),
                        random -> "delete from " + table + " where k1" + is + "(" + kind.drawKey(random) + ")::"
                                + bare(kind)));
    }

    private static String bare(ColumnKind kind) {
        return kind.type().replaceAll(" collate .*", "");
    }

    private static Cage severalKeyColumns() {
        String table = "zoo.\"" + "é".repeat(31) + "\"";
        return new Cage(
                table,
                "create table " + table
                        + " (note text, \"group\" \"The \"\"zoo\"\" types\".\"select\", \"a \"\"b\" int4range,"
                        + " n \"The \"\"zoo\"\" types\".grade, at timestamptz, primary key (n, \"group\", \"a \"\"b\"))",
                List.of(
                        random -> "insert into " + table + " select 'x', 'sad', int4range(0, " + random.nextInt(5)
                                + "), g, now() from generate_series(1, 20) g on conflict do nothing",
                        random -> "update " + table + " set n = n + 20 where n = " + random.nextInt(60),
                        random -> "update " + table + " set \"group\" = 'it''s \"ok\"', note = null where n % 5 = "
                                + random.nextInt(5),
                        random -> "delete from " + table + " where n > " + (20 + random.nextInt(60))));
    }

    private static Cage uniqueIndex() {
        String table = "zoo.\"Order\"";
        return new Cage(
                table,
                "create table " + table + " (body text, a integer not null, b uuid not null);"
                        + " create unique index \"by b and a\" on " + table + " (b, a) include (body)",
                List.of(
                        random -> "insert into " + table + " values ('é', " + random.nextInt(40)
                                + ", md5('x')::uuid) on conflict do nothing",
                        random -> "update " + table + " set body = repeat('é', " + random.nextInt(90) + ") where a < "
                                + random.nextInt(40),
                        random -> "truncate " + table));
    }

    private Cage computed() {
        String table = "zoo.computed";
        String virtual = major < 18 ? "" : ", half integer generated always as (n / 2) virtual";
        return new Cage(
                table,
                "create table " + table + " (gone integer, id bigint generated always as identity primary key,"
                        + " n integer, twice integer generated always as (n * 2) stored, also_gone text,"
                        + " other integer generated by default as identity, late text default 'late'" + virtual
                        + "); alter table " + table + " drop column gone, drop column also_gone",
                List.of(
                        random -> "insert into " + table + " (n) values (" + random.nextInt(99) + ")",
                        random -> "update " + table + " set n = n + 1 where id % 3 = " + random.nextInt(3),
                        random -> "delete from " + table + " where id % 9 = " + random.nextInt(9)));
    }

    private static Cage wide() {
        String table = "zoo.wide";
        String columns = IntStream.range(0, 1_200)
                .mapToObj(i -> ", \"C " + i + "\" smallint")
                .collect(Collectors.joining());
        return new Cage(
                table,
                "create table " + table + " (id integer primary key" + columns + ")",
                List.of(
                        random -> "insert into " + table + " (id, \"C " + random.nextInt(1_200) + "\") values ("
                                + random.nextInt(20) + ", 1) on conflict do nothing",
                        random -> "update " + table + " set \"C " + random.nextInt(1_200) + "\" = 2 where id < "
                                + random.nextInt(20)));
    }

    private static Cage keyAlone() {
        String table = "zoo.alone";
        List<String> values = List.of("''", "E'\\\\.'", "E'\\n'", "E'\\r\\n'", "'\"'", "'NULL'", "','", "' '");
        ColumnKind kind = new ColumnKind("text", 13, true, values);
        return new Cage(
                table,
                "create table " + table + " (k1 text primary key)",
                List.of(
                        random -> "insert into " + table + " values (" + kind.drawKey(random)
                                + ") on conflict do nothing",
                        random -> "delete from " + table + " where k1 = " + kind.drawKey(random)));
    }

    private static Cage partitioned() {
        String table = "zoo.\"Parted\"";
        return new Cage(
                table,
                "create table " + table + " (region text, id integer, note text, primary key (id, region))"
                        + " partition by list (region);"
                        + " create table zoo.\"Parted: north\" partition of " + table
                        + " for values in ('north') partition by range (id);"
                        + " create table zoo.parted_low partition of zoo.\"Parted: north\" for values from (0) to (50);"
                        + " create table zoo.parted_rest partition of zoo.\"Parted: north\" default;"
                        + " create table zoo.parted_else partition of " + table + " default partition by hash (id);"
                        + " create table zoo.parted_0 partition of zoo.parted_else for values with (modulus 2, remainder 0);"
                        + " create table zoo.parted_1 (note text, region text not null, id integer not null);"
                        + " alter table zoo.parted_else attach partition zoo.parted_1"
                        + " for values with (modulus 2, remainder 1)",
                List.of(
                        random -> "insert into " + table + " values ((array['north', 'east', 'west'])["
                                + (1 + random.nextInt(3)) + "], " + random.nextInt(100) + ") on conflict do nothing",
                        random -> "update " + table + " set region = 'north' where id = " + random.nextInt(100)
                                + " and not exists (select from " + table
                                + " o where o.id = \"Parted\".id and o.region = 'north')",
                        random -> "update " + table + " set note = 'changed' where id % 9 = " + random.nextInt(9),
                        random -> "delete from zoo.parted_low where id = " + random.nextInt(50),
                        random -> "truncate zoo.parted_rest",
                        random -> "delete from " + table + " where id % 8 = " + random.nextInt(8)));
    }
}
