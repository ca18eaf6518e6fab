package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Cases;
import org.rowferry.testing.Servers;
import org.rowferry.testing.Tables;

/** Invariant 11: 64 MB of heap are enough for any table, and 250 MB of memory for the whole process. */
final class HeapIT {
    private static final long MOST_KILOBYTES = 250_000;

    @TempDir
    private Path folder;

    private ShopPipeline ferry;

    @BeforeEach
    void open() {
        ferry = ShopPipeline.between(Servers.newest(), Servers.oldest(), folder);
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
                        + " from generate_series(1, 150000) i");
        ferry.source().execute("update shop.wide set f = f + 1, e = md5(e) where id % 3 > 0");
        ferryAndCompare("wide");
        unpack("--zstd");
    }

    @Test
    void rowsLargerThanTheHeap_areFerriedInFullAndAsChanges() throws SQLException {
        ferried(
                "heavy",
                "create table shop.heavy (id int primary key, body text, bytes bytea, tree jsonb, small text);"
                        + " insert into shop.heavy select 2, repeat(line || E'\"\\n\\\\, é', 21000), null, null, 'small'"
                        + " from (select string_agg(md5(j::text), ',') as line from generate_series(1, 100) j) l;"
                        + " insert into shop.heavy select 3, null, convert_to(left(body, 35000000), 'UTF8'),"
                        + " jsonb_build_array(left(body, 9000000), null, 'quoted \"twice\"'), '' from shop.heavy where id = 2;"
                        + " insert into shop.heavy values (4, 'small', null, '{}', null);"
                        + " insert into shop.heavy select i, (select string_agg(md5((i * j)::text) || E'\"\\n', ',') from generate_series(1, 500) j),"
                        + " null, null, nullif(E'\\\\.', '') from generate_series(10, 60) i");
        ferry.source()
                .execute(
                        "update shop.heavy set small = null, body = body || id where id = 4;"
                                + " update shop.heavy set id = 9 where id = 2; update shop.heavy set small = 'still here' where id = 3");
        ferryAndCompare("heavy");
        unpack("--op");
    }

    /** Nothing tells how large the rows are that a view makes. */
    @Test
    void largeRowsOfAView_areFerried() throws SQLException {
        ferry.source()
                .execute("create view shop.made as select 1 as id, repeat(repeat('\"' || 1, 50), 400000) as body");
        write("{table: shop.made, key: [id], capture: snapshot}", "shop.made");
        generateTarget("shop.made");
        ferryAndCompare("made");
    }

    @Test
    void largeRowsOfAPartition_areFerriedInFullAndAsChanges() throws SQLException {
        assumeTrue(Cases.all(), "LargeRowsIT shows that they go the way of a table's; -Drowferry.cases=all plays it");
        ferried(
                "parted",
                "create table shop.parted (id int primary key, body text) partition by list (id);"
                        + " create table shop.only_part partition of shop.parted default;"
                        + " insert into shop.parted select 2, repeat(line || E'\"\\n\\\\, é', 20000) from"
                        + " (select string_agg(md5(j::text), ',') as line from generate_series(1, 100) j) l;"
                        + " insert into shop.parted values (3, 'small')");
        ferry.source().execute("update shop.parted set body = body || id where id > 1");
        ferryAndCompare("parted");
    }

    private void ferried(String table, String sql) throws SQLException {
        ferry.source().execute(sql);
        String name = "shop." + table;
        write(name, name);
        Ran.of("generate", "exporter", "--config", ferry.exporterYaml(), "--apply", name)
                .assertOk();
        generateTarget(name);
        ferryAndCompare(table);
    }

    private void write(String exported, String imported) {
        ShopPipeline.write(
                ferry.exporterYaml(), ferry.exporter("1 day").replaceFirst("tables: .*", "tables: [" + exported + "]"));
        ShopPipeline.write(
                ferry.importerYaml(), ferry.importer().replaceFirst("tables: .*", "tables: [" + imported + "]"));
    }

    private void generateTarget(String name) {
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

    /** The newest bundle becomes files in as little memory. */
    private void unpack(String option) {
        Path bundle = Bundles.newest(ferry.outbox());
        run("unpack", bundle.toString(), "--into", folder.resolve("unpacked").toString(), option);
    }

    private static void run(String... command) {
        ChildProcess child = ChildProcess.startLong(command);
        assertThat(child.await()).as("%s", child.err()).isZero();
        assertThat(child.peakMemory()).as("kilobytes that %s held", command[0]).isLessThan(MOST_KILOBYTES);
    }
}
