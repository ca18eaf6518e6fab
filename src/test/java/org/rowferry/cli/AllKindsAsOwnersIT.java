package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.schema.Literal;
import org.rowferry.schema.TableName;
import org.rowferry.testing.EveryKindOfColumn;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.Tables;
import org.rowferry.testing.TestDatabase;

/** Every kind of column and of key arrives as it left where the tables are written with the rights of their owners. */
class AllKindsAsOwnersIT {
    private static final long SEED = Long.getLong("rowferry.seed", 20261127L);
    private static final int STATEMENTS = 400;
    private static final int ROUNDS = 3;

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
            configure(source, target, zoo.tables());
            generate(zoo.tables());
            target.as("zoo_keeper").execute("select 1");
            giveAway(target);
            for (int round = 0; round < ROUNDS; round++) {
                write(source, zoo, SEED + round);
                zoo.fill(new Random(SEED)).forEach(source::execute);
                Ran.of("export", "--config", path("exporter.yaml")).assertOk();
                Ran.of("import", "--config", path("importer.yaml")).assertOk();
                assertEqual(source, target, zoo.tables());
            }
            assertThat(target.value("select count(*) from pg_class where relname like 'rowferry%'"
                            + " and relpersistence = 't'"))
                    .isEqualTo("0");
        }
    }

    /** All tables with their schemas belong to one role that is no superuser. */
    private static void giveAway(TestDatabase target) {
        target.execute("""
                do $$
                declare
                    one record;
                begin
                    for one in select oid::regnamespace as n from pg_namespace where nspname in ('zoo', 'The "zoo" types') loop
                        execute format('grant usage on schema %s to zoo_keeper', one.n);
                    end loop;
                    for one in select oid::regclass as t from pg_class where relnamespace = 'zoo'::regnamespace and relkind in ('r', 'p') loop
                        execute format('alter table %s owner to zoo_keeper', one.t);
                    end loop;
                end $$""");
    }

    private static void write(TestDatabase source, EveryKindOfColumn zoo, long seed) throws SQLException {
        Random random = new Random(seed);
        try (Connection session = source.connect();
                Statement statement = session.createStatement()) {
            statement.setEscapeProcessing(false);
            for (int i = 0; i < STATEMENTS; i++) {
                try {
                    statement.execute(zoo.draw(random));
                } catch (SQLException e) {
                    // A key that is there already: the next one may be free.
                    assertThat(e.getSQLState()).isIn("23505", "23P01");
                }
            }
        }
    }

    /** The target leaves computed columns out. */
    private static void assertEqual(TestDatabase source, TestDatabase target, List<String> tables) throws SQLException {
        try (Connection ofSource = source.connect();
                Connection ofTarget = target.connect()) {
            for (String table : tables) {
                String columns = target.value(
                        "select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute where attrelid = "
                                + new Literal(table) + "::regclass and attnum > 0 and not attisdropped");
                String query = "select " + columns + " from " + TableName.parse(table);
                assertThat(source.value("select count(*) from " + table)).isNotEqualTo("0");
                Tables.assertEqual(table, ofSource, query, ofTarget, query);
            }
        }
    }

    private void configure(TestDatabase source, TestDatabase target, List<String> tables) throws Exception {
        String list = String.join(
                "",
                tables.stream()
                        .map(table -> "      - '" + table.replace("'", "''") + "'\n")
                        .toList());
        Path box = Files.createDirectories(folder.resolve("box"));
        ShopPipeline.write(
                path("exporter.yaml"),
                "source: " + source.url() + "\ntargets:\n  zoo:\n    outbox: " + box + "\n    tables:\n" + list);
        ShopPipeline.write(
                path("importer.yaml"),
                "target: " + target.url() + "\nas-owner: true\ninboxes:\n  zoo:\n    from: " + box + "\n    tables:\n"
                        + list);
    }

    private void generate(List<String> tables) {
        generate(tables, "tracking");
        generate(tables, "exporter");
        generate(tables, "importer", "--config", path("importer.yaml"));
    }

    private void generate(List<String> tables, String what, String... more) {
        Ran.of(Stream.of(
                                Stream.of("generate", what, "--config", path("exporter.yaml"), "--apply"),
                                Stream.of(more),
                                what.equals("tracking") ? Stream.<String>empty() : tables.stream())
                        .flatMap(words -> words)
                        .toArray(String[]::new))
                .assertOk();
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }
}
