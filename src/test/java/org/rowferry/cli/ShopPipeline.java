package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Server;
import org.rowferry.testing.Tables;
import org.rowferry.testing.TestDatabase;
import org.rowferry.testing.TestFolder;

/**
 * A source with three tables, a target of another major that follows them, the two configurations, and a folder at each
 * end. On the target customers are referenced, so that their changes are merged; the others' are replaced.
 */
final class ShopPipeline implements AutoCloseable {
    static final TableName CUSTOMERS = TableName.parse("shop.customers");
    static final TableName LINES = TableName.parse("shop.\"Order-Lines\"");
    static final TableName NOTES = TableName.parse("shop.notes");
    static final List<TableName> TABLES = List.of(CUSTOMERS, LINES, NOTES);

    private static final String TABLES_OF_THE_SOURCE = """
            create schema shop;
            create table shop.customers (id int primary key, name text not null, seen timestamptz);
            create table shop."Order-Lines" (
                "group" int, line text, customer int references shop.customers, price numeric(10, 2),
                primary key ("group", line));
            create table shop.notes (id bigint primary key, body text);
            insert into shop.customers select i, 'customer ' || i, '2026-01-01' from generate_series(1, 60) i;
            insert into shop."Order-Lines"
                select i % 17, 'line "' || i || '"', 1 + i % 60, i * 1.5 from generate_series(1, 90) i;
            insert into shop.notes select i, repeat('line, "quoted"' || chr(10), i % 9) from generate_series(1, 80) i;
            """;

    /** Every test gets copies of what the scripts make of two servers' databases. */
    private static final Map<List<Server>, ShopPipeline> TEMPLATES = new ConcurrentHashMap<>();

    private final TestDatabase source;
    private final TestDatabase target;
    private final Path folder;

    private ShopPipeline(TestDatabase source, TestDatabase target, Path folder) {
        this.source = source;
        this.target = target;
        this.folder = folder;
    }

    /** Makes both databases with all that they need; nothing is exported yet. */
    static ShopPipeline between(Server source, Server target, Path folder) {
        ShopPipeline template = TEMPLATES.computeIfAbsent(List.of(source, target), servers -> template(source, target));
        ShopPipeline ferry = new ShopPipeline(
                Templates.copyOfSource(template.source, "ferry_source"), template.target.copy("ferry_target"), folder);
        ferry.configure("0s");
        return ferry;
    }

    private static ShopPipeline template(Server source, Server target) {
        ShopPipeline ferry = new ShopPipeline(
                source.newDatabase("ferry_source"),
                target.newDatabase("ferry_target"),
                TestFolder.make("rowferry-shop"));
        ferry.source.execute(TABLES_OF_THE_SOURCE);
        ferry.configure("0s");
        ferry.generate();
        ferry.target.execute(
                "alter table shop.\"Order-Lines\" add foreign key (customer) references shop.customers on delete cascade");
        return ferry;
    }

    private void generate() {
        run("generate", "tracking", "--config", exporterYaml(), "--apply");
        run(command("generate exporter", "--config", exporterYaml(), "--apply"));
        run(command("generate importer", "--config", exporterYaml(), "--config", importerYaml(), "--apply"));
    }

    /** Returns a command with all tables behind it. */
    static String[] command(String verb, String... options) {
        return Stream.of(
                        Stream.of(verb.split(" ")),
                        Stream.of(options),
                        TABLES.stream().map(TableName::toString))
                .flatMap(words -> words)
                .toArray(String[]::new);
    }

    private static void run(String... command) {
        Ran.of(command).assertOk();
    }

    /** Writes both configurations; what was captured is kept for so long. */
    void configure(String retain) {
        write(exporterYaml(), exporter(retain));
        write(importerYaml(), importer());
    }

    String exporter(String retain) {
        return String.format(Locale.ROOT, """
                source: %s
                retain: %s
                lock-timeout: 2s
                targets:
                  reporting:
                    outbox: %s
                    tables: %s
                """, source.url(), retain, outbox(), tables());
    }

    String importer() {
        return String.format(Locale.ROOT, """
                target: %s
                lock-timeout: 2s
                indexes-after-rows: 1
                inboxes:
                  shop:
                    from: %s
                    tables: %s
                """, target.url(), inbox(), tables());
    }

    private static String tables() {
        return "['"
                + String.join("', '", TABLES.stream().map(TableName::toString).toList()) + "']";
    }

    /** Writes a file that nobody else may read, since connections of tests hold passwords. */
    static void write(String file, String text) {
        try {
            Files.writeString(Path.of(file), text);
            Files.setPosixFilePermissions(Path.of(file), PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestDatabase source() {
        return source;
    }

    TestDatabase target() {
        return target;
    }

    String exporterYaml() {
        return folder.resolve("exporter.yaml").toString();
    }

    String importerYaml() {
        return folder.resolve("importer.yaml").toString();
    }

    Path outbox() {
        return folder("outbox");
    }

    Path inbox() {
        return folder("inbox");
    }

    private Path folder(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Ran export(String... options) {
        return Ran.of(exporting(options));
    }

    Ran importAll(String... options) {
        return Ran.of(importing(options));
    }

    String[] exporting(String... options) {
        return concat(List.of("export", "--config", exporterYaml()), options);
    }

    String[] importing(String... options) {
        return concat(List.of("import", "--config", importerYaml()), options);
    }

    private static String[] concat(List<String> words, String... more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /** Returns the life that the source is in now. */
    String incarnation() {
        return source.value("select id from rowferry.incarnation order by ordinal desc limit 1");
    }

    /** Copies into the inbox what the outbox holds and the inbox never had. */
    void ship() {
        for (Path bundle : Bundles.in(outbox())) {
            String name = bundle.getFileName().toString();
            if (!Files.exists(inbox().resolve("applied").resolve(name))) {
                Bundles.copy(bundle, inbox().resolve(name));
            }
        }
    }

    void exportAndImport(String... options) {
        export(options).assertOk();
        ship();
        importAll().assertOk();
    }

    /** Fails unless every table holds on the target what it holds on the source, and nothing else. */
    void assertEqual() {
        try (Connection ofSource = source.connect();
                Connection ofTarget = target.connect()) {
            TABLES.forEach(table -> Tables.assertEqual(ofSource, ofTarget, table));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        assertThat(target.value("select count(*) from shop.customers")).isNotEqualTo("0");
    }

    @Override
    public void close() {
        source.close();
        target.close();
    }
}
