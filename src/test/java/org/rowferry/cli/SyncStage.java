package org.rowferry.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.rowferry.testing.Server;
import org.rowferry.testing.TestDatabase;

/** Sources, and a target that reads them over links with a role that is no superuser. */
final class SyncStage implements AutoCloseable {
    /** The role that reads the sources, as SQL. */
    static final String READER = "\"Sync 'Reader'\"";

    private static final String READER_NAME = "Sync 'Reader'";
    private static final String PASSWORD = "of the \\ 'reader'";

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final List<TestDatabase> sources = new ArrayList<>();
    private final TestDatabase target;
    private final TestDatabase importer;

    SyncStage(Server server, Path folder) {
        this.folder = folder;
        this.target = server.newDatabase("sync_target");
        this.importer = target.as("sync_importer");
        target.execute(
                "create extension postgres_fdw; grant usage on foreign data wrapper postgres_fdw to sync_importer;"
                        + " grant create on database " + target.name() + " to sync_importer;"
                        + " grant usage, create on schema public to sync_importer");
    }

    /** Makes a source whose tables a role may read, and nothing else. */
    TestDatabase source(Server server, String sql, String... tables) {
        TestDatabase source = opened(server.newDatabase("sync_source"), sql);
        lend(source, Stream.concat(Stream.of(tables), Stream.of("--read-only")));
        return source;
    }

    /** Makes a source whose tables are captured, and which a role may read. */
    TestDatabase captured(Server server, String sql, String... tables) {
        TestDatabase source = opened(Templates.tracked(server, "sync_source"), sql);
        capture(source, tables);
        return source;
    }

    /** Has tables captured, and read. */
    void capture(TestDatabase source, String... tables) {
        Ran.of(Stream.concat(
                                Stream.of("generate", "exporter"),
                                Stream.concat(Stream.of(tables), Stream.of("--source", source.url(), "--apply")))
                        .toArray(String[]::new))
                .assertOk();
        lend(source, tables);
    }

    /** Lets the reader have tables. */
    void lend(TestDatabase source, String... tables) {
        lend(source, Stream.of(tables));
    }

    private TestDatabase opened(TestDatabase source, String sql) {
        sources.add(source);
        source.execute(sql);
        return source;
    }

    private static void lend(TestDatabase source, Stream<String> words) {
        Ran.of(Stream.of(
                                Stream.of("generate", "fdw", "source"),
                                words,
                                Stream.of("--role", READER_NAME, "--source", source.url(), "--apply"))
                        .flatMap(part -> part)
                        .toArray(String[]::new))
                .assertOk();
        source.as(READER_NAME);
        source.execute("alter role " + READER + " password '" + PASSWORD.replace("'", "''") + "'");
    }

    /** Returns a link to a source, as YAML; each table is an entry of the list. */
    String link(String name, TestDatabase source, String... tables) {
        environment.put("ROWFERRY_" + name.toUpperCase(Locale.ROOT) + "_PASSWORD", PASSWORD);
        return String.format(
                        Locale.ROOT,
                        """
                  %s:
                    options: { host: %s, port: %d, dbname: %s }
                    user: { user: "%s" }
                    tables:
                """,
                        name,
                        source.server().host(),
                        source.server().port(),
                        source.name(),
                        READER_NAME)
                + String.join("", tables).indent(6);
    }

    void configure(String... links) {
        configureBeside("", links);
    }

    /** Writes a configuration that has inboxes, too, or whatever else stands in it. */
    void configureBeside(String others, String... links) {
        ShopPipeline.write(yaml(), "target: " + importer.url() + "\n" + others + "links:\n" + String.join("", links));
    }

    String yaml() {
        return folder.resolve("importer.yaml").toString();
    }

    Ran types(String... words) {
        return Ran.in(environment, words);
    }

    void makeForeignTables(String... options) {
        types(Stream.concat(Stream.of("generate", "fdw", "target", "--config", yaml(), "--apply"), Stream.of(options))
                        .toArray(String[]::new))
                .assertOk();
    }

    Ran sync(String... options) {
        return types(syncing(options));
    }

    /** Syncs while something happens at every step. */
    Ran syncBeside(Consumer<String> meanwhile, String... options) {
        return Ran.beside(meanwhile, environment, syncing(options));
    }

    private String[] syncing(String... options) {
        return Stream.concat(Stream.of("sync", "--config", yaml()), Stream.of(options))
                .toArray(String[]::new);
    }

    /** Returns the target as its superuser sees it. */
    TestDatabase target() {
        return target;
    }

    TestDatabase importer() {
        return importer;
    }

    /** Closes a source before all others are. */
    void drop(TestDatabase source) {
        sources.remove(source);
        source.close();
    }

    @Override
    public void close() {
        target.close();
        sources.forEach(TestDatabase::close);
    }
}
