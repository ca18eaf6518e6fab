package org.rowferry.cli;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.rowferry.schema.TableName;
import org.rowferry.testing.EveryKindOfColumn;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.Tables;
import org.rowferry.testing.TestDatabase;

/** A DuckDB that follows a source by the scripts of unpacked bundles holds the same rows. */
final class DuckDbIT {
    private static final long SEED = Long.getLong("rowferry.seed", 20261127L);
    private static final int ROUNDS = 5;
    private static final String UNIQUE_VIOLATION = "23505";
    private static final int WRITES = 120;

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);

    @Test
    void everyKindOfColumn_isEqual_afterFullsAndChanges() throws Exception {
        Server server = Servers.newest();
        EveryKindOfColumn zoo = new EveryKindOfColumn(server.major());
        try (TestDatabase source = server.newDatabase("duck_source");
                TestDatabase copy = server.newDatabase("duck_copy");
                Duck duck = Duck.open()) {
            source.execute(zoo.ddl());
            copy.execute(zoo.ddl());
            configure(source, zoo.tables());
            zoo.fill(random).stream().map(DuckDbIT::withoutNaN).forEach(source::execute);
            for (int round = 0; round < ROUNDS; round++) {
                duck.merge(unpacked(export(round == 3 ? new String[] {"--full"} : new String[] {})));
                for (String table : zoo.tables()) {
                    assertEqual(source, duck, copy, TableName.parse(table));
                }
                write(source, zoo);
            }
        }
    }

    private void write(TestDatabase source, EveryKindOfColumn zoo) throws SQLException {
        try (Connection connection = source.connect();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < WRITES; i++) {
                try {
                    statement.execute(withoutNaN(zoo.draw(random)));
                } catch (SQLException e) {
                    assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo(UNIQUE_VIOLATION);
                }
            }
        }
    }

    /** No decimal of DuckDB holds it, so that the script refuses it there. */
    private static String withoutNaN(String sql) {
        return sql.replace("'NaN'", "'7'");
    }

    @Test
    void valuesThatReadersOfCsvLose_arrive_andALineOfManyMegabytesToo() throws Exception {
        try (TestDatabase source = Servers.oldest().newDatabase("duck_source");
                TestDatabase copy = Servers.oldest().newDatabase("duck_copy");
                Duck duck = Duck.open()) {
            List<String> tables = List.of("\"Shop\".\"a*?[b'\"", "\"Shop\".lone");
            String ddl = "create schema \"Shop\"; create domain \"Shop\".amount numeric(9, 2);"
                    + "create table " + tables.get(0)
                    + " (\"'\ufeff\"\"\n,\" text primary key, f float8, d \"Shop\".amount,"
                    + " n numeric(3, 5), big text); create table " + tables.get(1) + " (a text)";
            source.execute(Servers.oldest().major() < 15 ? ddl.replace("numeric(3, 5)", "numeric") : ddl);
            copy.execute(ddl.replace("numeric(3, 5)", "numeric"));
            source.execute("insert into " + tables.get(0)
                    + " values (E'\\ufeffx', 'NaN', 1.5, 0.001, null), ('', '-inf', null, null, ''),"
                    + " (E'\\\\.', 0, 0, 0, E'a\\r\\nb\\r'), ('NULL', null, -0.01, 0, 'NULL'), ('big', 0, 0, 0, repeat(E'0123\\n\"', 5000000));"
                    + " insert into " + tables.get(1) + " values (null), (''), (E'\\ufeff'), (null), (' ')");
            configure(source, tables.subList(0, 1), "      - {table: '\"Shop\".lone', capture: snapshot}\n");
            for (int round = 0; round < 2; round++) {
                duck.merge(unpacked(export()));
                for (String table : tables) {
                    assertEqual(source, duck, copy, TableName.parse(table));
                }
                source.execute("update " + tables.get(0) + " set f = 2 where f < 1; delete from " + tables.get(1)
                        + " where a = ''");
            }
            assertThat(duck.value("select count(*) from \"Shop\".lone where a is null"))
                    .isEqualTo("2");
        }
    }

    @Test
    void scriptThatDoesNotFollow_isRefused_andChangesNothing() throws Exception {
        try (TestDatabase source = Servers.newest().newDatabase("duck_source");
                Duck duck = Duck.open();
                Duck other = Duck.open()) {
            source.execute("create schema shop; create table shop.orders (id int primary key, note text);"
                    + " insert into shop.orders select i, 'note ' || i from generate_series(1, 9) i");
            List<String> tables = List.of("shop.orders");
            configure(source, tables);
            Path first = unpacked(export());
            source.execute("update shop.orders set note = null where id < 3; delete from shop.orders where id = 9");
            Path second = unpacked(export());
            source.execute("update shop.orders set id = 20 where id = 3; insert into shop.orders values (21, '')");
            Path third = unpacked(export());
            assertThatThrownBy(() -> other.merge(second)).hasMessageContaining("shop.orders is not at bundle 1 of zoo");
            duck.merge(first);
            assertThatThrownBy(() -> duck.merge(third)).hasMessageContaining("shop.orders is not at bundle 2 of zoo");
            duck.merge(second);
            duck.merge(third);
            duck.merge(third);
            assertThatThrownBy(() -> duck.merge(first))
                    .hasMessageContaining("shop.orders is newer than bundle 1 of zoo");
            assertThat(duck.query("select id, note from shop.orders order by cast(id as varchar)"))
                    .isEqualTo(source.query("select id::text, note from shop.orders order by id::text collate \"C\""));
            duck.execute("set file_search_path = ''");
            duck.execute(parquet().replace("public.", "shop.").replace("'orders.", "'" + folder + "/orders."));
            assertThat(duck.query("select * from '" + folder + "/orders.parquet' except all select * from shop.orders"))
                    .isEmpty();
            assertThat(duck.value("select count(*) from '" + folder + "/orders.parquet'"))
                    .isEqualTo("9");
            assertThat(duck.value("select bundle from rowferry.merged")).isEqualTo("3");
            cutShort(third.resolve("shop.orders.rows.csv"));
            assertThatThrownBy(() -> duck.merge(third)).hasMessageContaining("shop.orders has another number of rows");
            assertThat(duck.value("select count(*) from shop.orders")).isEqualTo("9");
        }
    }

    /** Returns the line that the page shows. */
    private static String parquet() {
        return MarkdownPage.read("docs/unpack.md").blocks().stream()
                .filter(block -> block.language().startsWith("sql"))
                .map(block -> String.join("\n", block.lines()))
                .collect(joining());
    }

    private static void cutShort(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        Files.write(file, lines.subList(0, lines.size() - 1));
    }

    /** Loads what DuckDB holds into a table like the source's, where both are compared. */
    private static void assertEqual(TestDatabase source, Duck duck, TestDatabase copy, TableName table)
            throws Exception {
        String columns = String.join(", ", duck.columns(table));
        StringBuilder csv = new StringBuilder();
        duck.texts(table)
                .forEach(row -> csv.append(row.stream()
                                .map(value -> value == null ? "" : '"' + value.replace("\"", "\"\"") + '"')
                                .collect(joining(",")))
                        .append('\n'));
        copy.execute("truncate " + table);
        try (Connection from = source.connect();
                Connection to = copy.connect()) {
            to.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "copy " + table + " (" + columns + ") from stdin (format csv)",
                            new StringReader(csv.toString()));
            String query = "select " + columns + " from " + table;
            Tables.assertEqual("seed " + SEED + ": " + table, from, query, to, query);
        }
    }

    /** @param others entries of tables without capture */
    private void configure(TestDatabase source, List<String> tables, String... others) throws Exception {
        String list = tables.stream()
                .map(table -> "      - '" + table.replace("'", "''") + "'\n")
                .collect(joining());
        ShopPipeline.write(
                yaml(),
                String.format(
                        Locale.ROOT,
                        "source: %s%ntargets:%n  zoo:%n    outbox: %s%n    tables:%n%s",
                        source.url(),
                        Files.createDirectories(folder.resolve("box")),
                        list + String.join("", others)));
        Ran.of("generate", "tracking", "--config", yaml(), "--apply").assertOk();
        List<String> words = new ArrayList<>(List.of("generate", "exporter", "--config", yaml(), "--apply"));
        words.addAll(tables);
        Ran.of(words.toArray(String[]::new)).assertOk();
    }

    private String yaml() {
        return folder.resolve("exporter.yaml").toString();
    }

    private Path export(String... options) {
        List<String> words = new ArrayList<>(List.of("export", "--config", yaml()));
        words.addAll(List.of(options));
        Ran.of(words.toArray(String[]::new)).assertOk();
        return Bundles.newest(folder.resolve("box"));
    }

    private Path unpacked(Path bundle) {
        Path into = folder.resolve(bundle.getFileName() + ".unpacked");
        Ran.of(
                        "unpack",
                        bundle.toString(),
                        "--into",
                        into.toString(),
                        "--duckdb",
                        random.nextBoolean() ? "--zstd" : "--header")
                .assertOk();
        return into;
    }
}
