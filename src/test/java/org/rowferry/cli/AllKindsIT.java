package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Cases;
import org.rowferry.testing.EveryKindOfColumn;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.Tables;
import org.rowferry.testing.TestDatabase;

/** Every kind of column and of key arrives as it left, while many write; what the older major does not know is left out. */
class AllKindsIT {
    private static final long SEED = Long.getLong("rowferry.seed", 20261121L);
    private static final int WRITERS = 3;
    private static final int TRANSACTIONS = 150;
    private static final int ROUNDS = Cases.all() ? 3 : 2;

    /** A writer that lost to another does what every application does: it goes on. */
    private static final Set<String> OF_RIVALS = Set.of("40P01", "23505", "23P01", "55P03");

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void everyKind_isEqualOnTheNewest() throws Exception {
        ferry(Servers.oldest(), Servers.newest());
    }

    @Test
    void everyKind_isEqualOnTheOldest() throws Exception {
        ferry(Servers.newest(), Servers.oldest());
    }

    private void ferry(Server from, Server to) throws Exception {
        EveryKindOfColumn zoo = new EveryKindOfColumn(Math.min(from.major(), to.major()));
        try (TestDatabase source = from.newDatabase("zoo_source");
                TestDatabase target = to.newDatabase("zoo_target")) {
            source.execute(zoo.ddl());
            write(source, zoo, SEED);
            configure(source, target, zoo.tables());
            generate(zoo.tables());
            for (int round = 1; round <= ROUNDS; round++) {
                export();
                writeWhileExporting(source, zoo, SEED + 1000L * round);
                zoo.fill(new Random(SEED)).forEach(source::execute);
                export();
                importAll();
                assertEqual(source, target, zoo.tables());
            }
        }
    }

    private void configure(TestDatabase source, TestDatabase target, List<String> tables) throws Exception {
        String list = String.join(
                "\n",
                tables.stream()
                        .map(table -> "      - '" + table.replace("'", "''") + "'")
                        .toList());
        Path box = Files.createDirectories(folder.resolve("box"));
        ShopPipeline.write(
                exporterYaml(),
                String.format(
                        Locale.ROOT,
                        "source: %s%ntargets:%n  zoo:%n    outbox: %s%n    tables:%n%s%n",
                        source.url(),
                        box,
                        list));
        ShopPipeline.write(
                importerYaml(),
                String.format(
                        Locale.ROOT,
                        "target: %s%ninboxes:%n  zoo:%n    from: %s%n    tables:%n%s%n",
                        target.url(),
                        box,
                        list));
    }

    private String exporterYaml() {
        return folder.resolve("exporter.yaml").toString();
    }

    private String importerYaml() {
        return folder.resolve("importer.yaml").toString();
    }

    private void generate(List<String> tables) {
        Ran.of("generate", "tracking", "--config", exporterYaml(), "--apply").assertOk();
        Ran.of(with(tables, "generate", "exporter", "--config", exporterYaml(), "--apply"))
                .assertOk();
        Ran.of(with(tables, "generate", "importer", "--config", exporterYaml(), "--config", importerYaml(), "--apply"))
                .assertOk();
    }

    private static String[] with(List<String> tables, String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(tables);
        return words.toArray(String[]::new);
    }

    private void export() {
        Ran.of("export", "--config", exporterYaml()).assertOk();
    }

    private void importAll() {
        Ran.of("import", "--config", importerYaml()).assertOk();
    }

    /** Exports again and again while the writers are at it, and once they are done. */
    private void writeWhileExporting(TestDatabase source, EveryKindOfColumn zoo, long seed) throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Future<Integer>> written = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                long own = seed + i;
                Callable<Integer> writing = () -> write(source, zoo, own);
                written.add(writers.submit(writing));
            }
            for (Future<Integer> each : written) {
                export();
                assertThat(each.get()).isGreaterThan(TRANSACTIONS / 2);
            }
        } finally {
            writers.shutdownNow();
        }
    }

    /** Returns how many transactions were not lost to a rival. */
    private static int write(TestDatabase source, EveryKindOfColumn zoo, long seed) throws SQLException {
        Random random = new Random(seed);
        AtomicInteger done = new AtomicInteger();
        try (Connection connection = source.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "set client_min_messages = error; set lock_timeout = '2s'; set deadlock_timeout = '50ms'");
            for (int i = 0; i < TRANSACTIONS; i++) {
                transact(statement, zoo, random, done);
            }
        }
        return done.get();
    }

    private static void transact(Statement statement, EveryKindOfColumn zoo, Random random, AtomicInteger done)
            throws SQLException {
        List<String> writes = new ArrayList<>();
        for (int n = random.nextInt(4); n >= 0; n--) {
            writes.add(zoo.draw(random));
        }
        boolean rolledBack = random.nextInt(10) == 0;
        try {
            statement.execute("begin");
            for (String write : writes) {
                statement.execute(write);
            }
            statement.execute(rolledBack ? "rollback" : "commit");
            done.incrementAndGet();
        } catch (SQLException e) {
            assertThat(OF_RIVALS).as("%s in %s", e.getMessage(), writes).contains(e.getSQLState());
            statement.execute("rollback");
        }
    }

    /** What the target leaves out, as computed columns, it leaves out by name: the others are compared. */
    private static void assertEqual(TestDatabase source, TestDatabase target, List<String> tables) throws SQLException {
        try (Connection from = source.connect();
                Connection to = target.connect()) {
            for (String table : tables) {
                String columns = target.value(String.format(Locale.ROOT, """
                        select string_agg(format('%%I', attname), ', ' order by attnum) from pg_attribute
                        where attrelid = '%s'::regclass and attnum > 0 and not attisdropped""", table.replace("'", "''")));
                String query = "select " + columns + " from " + TableName.parse(table);
                assertThat(source.value("select count(*) from " + table))
                        .as(table)
                        .isNotEqualTo("0");
                Tables.assertEqual("seed " + SEED + ": " + table, from, query, to, query);
            }
        }
    }
}
