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

/** A target whose role, which is no superuser, follows sources over links, and sources whose tables a role may read. */
final class LinkedTarget implements AutoCloseable {
    private static final String READER = "linked_reader";
    private static final String PASSWORD = "of the reader";

    private final TestDatabase database;
    private final TestDatabase importer;
    private final Path folder;
    private final List<TestDatabase> sources = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();

    private LinkedTarget(TestDatabase database, Path folder) {
        this.database = database;
        this.importer = database.as("linked_importer");
        this.folder = folder;
    }

    static LinkedTarget on(Server server, Path folder) {
        LinkedTarget target = new LinkedTarget(server.newDatabase("linked_target"), folder);
        target.database.execute(
                "create extension postgres_fdw; grant usage on foreign data wrapper postgres_fdw to linked_importer;"
                        + " grant create on database " + target.database.name() + " to linked_importer;"
                        + " grant usage, create on schema public to linked_importer");
        return target;
    }

    /** Makes a source of these tables. */
    TestDatabase newSource(Server server, String sql) {
        TestDatabase source = server.newDatabase("linked_source");
        sources.add(source);
        source.execute(sql);
        return source;
    }

    /** Lets the reader read some tables of a source, and nothing else. */
    void letRead(TestDatabase source, String... tables) {
        Ran.of(Stream.of(
                                Stream.of("generate", "fdw", "source"),
                                Stream.of(tables),
                                Stream.of("--read-only", "--role", READER, "--source", source.url(), "--apply"))
                        .flatMap(words -> words)
                        .toArray(String[]::new))
                .assertOk();
        source.as(READER);
        source.execute("alter role " + READER + " password '" + PASSWORD + "'");
    }

    /** Returns the YAML of a link, whose tables' is given. */
    String link(String name, TestDatabase source, String tables) {
        environment.put("ROWFERRY_" + name.toUpperCase(Locale.ROOT) + "_PASSWORD", PASSWORD);
        return """
                  %s:
                    options: { host: %s, port: %d, dbname: %s }
                    user: { user: %s }
                    tables:
                """.formatted(name, source.server().host(), source.server().port(), source.name(), READER)
                + tables.indent(6);
    }

    /** Writes the configuration: what stands in it beside the target. */
    void configure(String inboxesAndLinks) {
        Ferry.write(yaml(), "target: " + importer.url() + "\nlock-timeout: 10s\n" + inboxesAndLinks);
    }

    String yaml() {
        return folder.resolve("importer.yaml").toString();
    }

    Path folder() {
        return folder;
    }

    void makeForeignTables() {
        types("generate", "fdw", "target", "--apply").assertOk();
    }

    /** Types a command that reads the configuration, with more words behind it. */
    Ran types(String... words) {
        return Ran.in(environment, words(words));
    }

    /** Types the same, while something happens at every step. */
    Ran types(Consumer<String> meanwhile, String... words) {
        return Ran.beside(meanwhile, environment, words(words));
    }

    private String[] words(String... words) {
        return Stream.concat(Stream.of(words), Stream.of("--config", yaml())).toArray(String[]::new);
    }

    /** Returns the target as its superuser sees it. */
    TestDatabase database() {
        return database;
    }

    TestDatabase importer() {
        return importer;
    }

    @Override
    public void close() {
        database.close();
        sources.forEach(TestDatabase::close);
    }
}
