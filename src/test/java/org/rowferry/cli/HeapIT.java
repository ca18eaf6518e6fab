package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Servers;
import org.rowferry.testing.Tables;

/** Invariant 11: 64 MB of heap are enough for any table, and 250 MB of memory for the whole process. */
final class HeapIT {
    private static final long MOST_KILOBYTES = 250_000;

    @TempDir
    private Path folder;

    private Ferry ferry;

    @BeforeEach
    void open() {
        ferry = Ferry.between(Servers.newest(), Servers.oldest(), folder);
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    @Test
    void manyWideRows_areFerriedInFullAndAsChanges() throws SQLException {
        ferried(
                "wide",
                "create table shop.wide (id int primary key, a text, b text, c text, d text, e text, f numeric);"
                        + " insert into shop.wide select i, md5(i::text), repeat('wide ', 30), md5((i + 1)::text), null, repeat(md5((i * 7)::text), 3), i"
                        + " from generate_series(1, 300000) i");
        ferry.source().execute("update shop.wide set f = f + 1, e = md5(e) where id % 3 > 0");
        ferryAndCompare("wide");
    }

    @Test
    void rowsOfTwentyMegabytes_areFerriedInFullAndAsChanges() throws SQLException {
        ferried(
                "heavy",
                "create table shop.heavy (id int primary key, body text, bytes bytea);"
                        + " insert into shop.heavy select i, repeat(line || '\"', 6000), null"
                        + " from generate_series(1, 3) i, (select string_agg(md5(j::text), ',') as line from generate_series(1, 100) j) l");
        ferry.source()
                .execute(
                        "update shop.heavy set body = 'short', bytes = convert_to(left(body, 10000000), 'UTF8') where id = 1;"
                                + " update shop.heavy set id = 9 where id = 2");
        ferryAndCompare("heavy");
    }

    @Test
    void rowThatIsTooLargeForTheHeap_isRefusedWithAWayOut() {
        run(ferry.exporting());
        ferry.source().execute("insert into shop.notes values (-1, repeat('x', 60000000))");
        Child child = Child.start(ferry.exporting());
        assertThat(child.await()).as("%s", child.err()).isEqualTo(ExitCode.CONFIGURATION.number());
        assertThat(child.err()).contains("a heap of ", "is too small", "HINT: ", "ROWFERRY_HEAP=512m");
        assertThat(Bundles.list(ferry.outbox())).hasSize(1);
    }

    private void ferried(String table, String sql) throws SQLException {
        ferry.source().execute(sql);
        String name = "shop." + table;
        Ferry.write(ferry.exporterYaml(), ferry.exporter("1 day").replaceFirst("tables: .*", "tables: [" + name + "]"));
        Ferry.write(ferry.importerYaml(), ferry.importer().replaceFirst("tables: .*", "tables: [" + name + "]"));
        Ran.of("generate", "exporter", "--config", ferry.exporterYaml(), "--apply", name)
                .assertOk();
        Ran.of(
                        "generate",
                        "importer",
                        "--config",
                        ferry.exporterYaml(),
                        "--config",
                        ferry.importerYaml(),
                        "--apply",
                        name)
                .assertOk();
        ferryAndCompare(table);
    }

    private void ferryAndCompare(String table) throws SQLException {
        run(ferry.exporting());
        ferry.ship();
        run(ferry.importing());
        try (Connection source = ferry.source().connect();
                Connection target = ferry.target().connect()) {
            Tables.assertEqual(source, target, TableName.of("shop", table));
        }
    }

    private static void run(String... command) {
        Child child = Child.start(command);
        assertThat(child.await()).as("%s", child.err()).isZero();
        assertThat(child.peakMemory()).as("kilobytes that %s held", command[0]).isLessThan(MOST_KILOBYTES);
    }
}
