package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every command that docs/postgres-fdw.md shows is run as it stands, in their order, on real servers. */
class FdwDocsIT {
    private static final Set<String> LANGUAGES = Set.of("sh", "sql", "yaml", "pgpass");

    @TempDir
    private static Path folder;

    private static TwoHosts hosts;

    @BeforeAll
    static void open() throws IOException {
        hosts = new TwoHosts(folder);
        hosts.onSource("""
                create table public.orders (id bigint primary key, customer text);
                create table public."Order-Lines" ("order" bigint, line int, primary key ("order", line));
                insert into public.orders select g, nullif('customer ' || g, 'customer 7') from generate_series(1, 100) g;
                insert into public."Order-Lines" select g, l from generate_series(1, 100) g, generate_series(1, 2) l""");
        // As the page says, by a superuser and once.
        hosts.target()
                .execute("create extension postgres_fdw; grant usage on foreign data wrapper postgres_fdw to "
                        + TwoHosts.TARGET_OWNER);
    }

    @AfterAll
    static void close() {
        hosts.close();
    }

    @TestFactory
    List<DynamicTest> blocks_runAsTheyStand() {
        List<DynamicTest> tests = new ArrayList<>();
        for (MarkdownPage.Block block :
                MarkdownPage.read("docs/postgres-fdw.md").blocks()) {
            if (LANGUAGES.contains(block.language())) {
                tests.add(dynamicTest(block.toString(), () -> hosts.run(block)));
            }
            if (block.lines().contains("refresh materialized view public.\"Order-Lines\";")) {
                tests.add(dynamicTest("views hold what they promise", FdwDocsIT::views_holdWhatTheyPromise));
            }
            if (block.lines().contains("rowferry sync --config /etc/rowferry/importer.yaml")) {
                tests.add(dynamicTest("a table holds what it promises", FdwDocsIT::table_holdsWhatItPromises));
            }
        }
        return tests;
    }

    private static void table_holdsWhatItPromises() {
        assertThat(hosts.target()
                        .query("select source_id, order_id, customer from public.all_orders order by order_id"))
                .isEqualTo(
                        hosts.source()
                                .query(
                                        "select 9, id::text, customer from public.orders where customer is not null order by id::text"))
                .hasSize(99);
    }

    private static void views_holdWhatTheyPromise() {
        assertThat(hosts.target().query("select count(*), min(source_id), max(name) from public.orders"))
                .containsExactly(List.of("99", "9", "customer 99"));
        assertThat(hosts.target().value("select count(*) from public.\"Order-Lines\""))
                .isEqualTo("200");
        assertThat(hosts.target().value("select count(*) from public.customers_orders"))
                .isEqualTo("99");
    }
}
