package org.rowferry.cli;

import static java.util.Map.entry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.rowferry.schema.TableName;
import org.rowferry.testing.TestDatabase;

/** What befalls the two hosts before a section of a paper says what to do, by the section's heading. */
final class Accidents {
    private final TwoHosts hosts;
    private final List<TableName> tables;

    Accidents(TwoHosts hosts, List<TableName> tables) {
        this.hosts = hosts;
        this.tables = tables;
    }

    /** Lets happen what a section is about; nothing for most. */
    void before(String heading) {
        Map<String, Runnable> accidents = Map.ofEntries(
                entry("Two servers, one night", this::aShopOpens),
                entry("A file is lost", this::aFileIsLost),
                entry("A target is restored from its backup", this::theTargetIsRestored),
                entry("Old files", this::theTargetIsRestoredAfterTheSource),
                entry("A target is rebuilt", this::theTargetIsEmptied),
                entry("A table is added", this::aTableIsMade),
                entry("A target is removed", this::anotherTargetWas),
                entry("PostgreSQL is upgraded", this::theSourceIsUpgraded),
                entry("A source is restored or cloned", this::theSourceIsRestored),
                entry("A clone is made", this::theSourceIsCloned),
                entry("A dump is restored into a new database", this::theSourceIsDumpedAndLost),
                entry("A dump is restored into the same database", this::theSourceIsDumpedAndLost));
        accidents.getOrDefault(heading, () -> {}).run();
    }

    private void aShopOpens() {
        hosts.onSource("""
                create table public.orders (id bigint generated always as identity primary key, customer text);
                create table public."Order-Lines" ("order" bigint, line int, part int not null default 1,
                    primary key ("order", line));
                insert into public.orders (customer) select 'customer ' || g from generate_series(1, 100) g;
                insert into public."Order-Lines" select g, l from generate_series(1, 100) g, generate_series(1, 2) l
                """);
    }

    private void aFileIsLost() {
        for (String customer : List.of("lost", "found")) {
            hosts.onSource("insert into public.orders (customer) values ('" + customer + "')");
            hosts.types(0, "export", "--config", "exporter.yaml");
            if (customer.equals("lost")) {
                deleteAll(hosts.outbox());
            }
        }
        hosts.carry();
        hosts.types(7, "import", "--config", "importer.yaml");
    }

    private static void deleteAll(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void theTargetIsRestored() {
        TestDatabase backup = hosts.target().copy("docs_backup");
        hosts.night(tables);
        replace(hosts.target(), backup.name(), TwoHosts.TARGET_OWNER);
    }

    /** What lies in {@code applied/} is of several lives of the source, and the recipe is the same. */
    private void theTargetIsRestoredAfterTheSource() {
        MarkdownPage.Block recipe = MarkdownPage.read("docs/runbook.md").blocks().stream()
                .filter(block -> block.heading().equals("A target is restored from its backup"))
                .findFirst()
                .orElseThrow();
        theTargetIsRestored();
        hosts.run(recipe);
        hosts.assertEqual(tables);
    }

    private void theTargetIsEmptied() {
        hosts.target()
                .execute("drop schema public cascade; drop schema rowferry cascade; create schema public authorization "
                        + TwoHosts.TARGET_OWNER);
    }

    private void aTableIsMade() {
        hosts.onSource("create table public.customers (id int primary key, name text);"
                + " insert into public.customers values (1, 'Ada')");
    }

    private void anotherTargetWas() {
        hosts.onSource("insert into rowferry.export_target (target, last_number) values ('archive', 0)");
    }

    private void theSourceIsUpgraded() {
        hosts.onSource("update rowferry.incarnation set system_identifier = '1'");
    }

    private void theSourceIsRestored() {
        TestDatabase clone = hosts.source().copy("docs_clone");
        replace(hosts.source(), clone.name(), TwoHosts.SOURCE_OWNER);
    }

    private void theSourceIsCloned() {
        TestDatabase clone = hosts.source().copy("docs_clone");
        rename(hosts.source(), clone.name(), hosts.source().name() + "_clone", TwoHosts.SOURCE_OWNER);
    }

    /** Nights go by after the dump, and of the last one the file still waits. */
    private void theSourceIsDumpedAndLost() {
        hosts.shell("pg_dump -Fc -f shop.dump $SOURCE");
        hosts.night(tables);
        hosts.night(tables);
        hosts.onSource(
                "insert into public.orders (customer) values ('waits'); delete from public.orders where id < 50");
        hosts.types(0, "export", "--config", "exporter.yaml");
        hosts.carry();
        hosts.onSource("delete from public.orders");
    }

    private static void replace(TestDatabase database, String other, String owner) {
        try (TestDatabase desk = database.server().newDatabase("docs_desk")) {
            desk.execute("drop database " + database.name() + " with (force)");
        }
        rename(database, other, database.name(), owner);
    }

    private static void rename(TestDatabase any, String from, String to, String owner) {
        try (TestDatabase desk = any.server().newDatabase("docs_desk")) {
            desk.execute("drop database if exists " + to);
            desk.execute("alter database " + from + " rename to " + to);
            desk.execute("alter database " + to + " owner to " + owner);
        }
    }
}
