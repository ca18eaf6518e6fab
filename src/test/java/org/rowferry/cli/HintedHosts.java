package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Servers;
import org.rowferry.testing.Tables;
import org.rowferry.testing.TestDatabase;

/**
 * Two hosts as README.md has them: roles out of the kits, owners that are no superusers, passwords in a file, and
 * configurations whose names a shell has to be given in quotes.
 */
final class HintedHosts implements AutoCloseable {
    static final String SOURCE_OWNER = "hinted_source_owner";
    static final String TARGET_OWNER = "hinted_target_owner";
    static final List<TableName> TABLES =
            List.of(TableName.of("shop", "notes"), TableName.of("shop", "Order-Lines"), TableName.of("shop", "parts"));

    private static final String TABLES_OF_THE_SOURCE = """
            create type shop.mood as enum ('well', 'unwell');
            create table shop.notes (id bigint primary key, body text, mood shop.mood);
            create table shop."Order-Lines" ("group" int, line text, price numeric(10, 2), primary key ("group", line));
            create table shop.parts (id int, region text, primary key (id, region)) partition by list (region);
            create table shop.parts_north partition of shop.parts for values in ('north');
            insert into shop.notes select i, 'note ' || i, 'well' from generate_series(1, 20) i;
            insert into shop."Order-Lines" select i, 'line', i from generate_series(1, 20) i;
            insert into shop.parts select i, 'north' from generate_series(1, 20) i;
            """;

    private final Path folder;
    private final TestDatabase source;
    private final TestDatabase target;
    private final Operator operator;
    private int changes;

    HintedHosts(Path folder) throws IOException {
        this.folder = folder;
        this.source = Servers.oldest().newDatabase("hinted_source");
        this.target = Servers.newest().newDatabase("hinted_target");
        Path passwords = Files.writeString(folder.resolve("pgpass"), "*:*:*:*:postgres\n");
        Files.setPosixFilePermissions(passwords, PosixFilePermissions.fromString("rw-------"));
        this.operator = new Operator(Map.of("PGPASSFILE", passwords.toString()));
        Files.createDirectories(folder.resolve("night's run/inbox"));
        Files.createDirectories(folder.resolve("outbox"));
        furnish("exporter", source, SOURCE_OWNER);
        furnish("importer", target, TARGET_OWNER);
        owner(source, SOURCE_OWNER).execute("create schema shop; " + TABLES_OF_THE_SOURCE);
        configure();
        source.execute("set lock_timeout = '10s'");
        target.execute("set lock_timeout = '10s'");
    }

    /** The administrator of each side runs the kit's script for the owner. */
    private static void furnish(String kit, TestDatabase database, String owner) throws IOException {
        database.as(owner);
        database.execute("grant create on database " + database.name() + " to " + owner);
        database.execute("set rowferry.owner = '" + owner + "'");
        database.execute(Files.readString(Path.of(kit, "role.sql")));
        database.as("rowferry_" + kit);
    }

    private void configure() throws IOException {
        String tables =
                "    tables: ['shop.notes', 'shop.\"Order-Lines\"', { table: shop.parts, key: [id, region] }]\n";
        Files.writeString(
                exporterFile(),
                "source: " + url(source, "rowferry_exporter")
                        + "\nlock-timeout: 1s\ntargets:\n  reporting:\n    outbox: " + outbox() + "\n" + tables);
        Files.writeString(
                importerFile(),
                "target: " + url(target, "rowferry_importer") + "\nlock-timeout: 1s\ninboxes:\n  shop:\n    from: "
                        + inbox() + "\n" + tables.replace(", key: [id, region]", ""));
    }

    static TestDatabase owner(TestDatabase database, String role) {
        return database.as(role);
    }

    static String url(TestDatabase database, String role) {
        return "postgresql://" + role + "@" + database.server().host() + ":"
                + database.server().port() + "/" + database.name();
    }

    TestDatabase source() {
        return source;
    }

    TestDatabase target() {
        return target;
    }

    Path folder() {
        return folder;
    }

    Path exporterFile() {
        return folder.resolve("night's run/exporter.näch.yaml");
    }

    Path importerFile() {
        return folder.resolve("night's run/importer näch.yaml");
    }

    Path outbox() {
        return folder.resolve("outbox");
    }

    Path inbox() {
        return folder.resolve("night's run/inbox");
    }

    Operator.Answer types(String... words) {
        return operator.types(words);
    }

    Operator.Answer export(String... more) {
        return job("export", exporterFile(), more);
    }

    Operator.Answer importing() {
        return job("import", importerFile());
    }

    Operator.Answer job(String verb, Path file, String... more) {
        List<String> words = new ArrayList<>(List.of(verb, "--config", file.toString()));
        words.addAll(List.of(more));
        return types(words.toArray(String[]::new));
    }

    /** Changes a row of each table, so that the next bundle holds all. */
    void change() {
        changes++;
        source.execute("update shop.notes set body = 'change " + changes + "' where id = 1;"
                + " update shop.\"Order-Lines\" set price = " + changes + " where \"group\" = 1;"
                + " insert into shop.parts values (" + (1000 + changes) + ", 'north')");
    }

    /** Moves what is in the outbox to the inbox. */
    void carry() {
        Bundles.in(outbox()).forEach(bundle -> {
            try {
                Files.move(bundle, inbox().resolve(bundle.getFileName()));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    /** A night after which all tables are equal. */
    void night() {
        change();
        assertOk(export());
        carry();
        assertOk(importing());
        assertEqual();
    }

    static void assertOk(Operator.Answer answer) {
        assertThat(answer.code()).as(answer.text()).isZero();
    }

    void assertEqual() {
        try (Connection ofSource = source.connect();
                Connection ofTarget = target.connect()) {
            TABLES.forEach(table -> Tables.assertEqual(ofSource, ofTarget, table));
            assertThat(target.value("select count(*) from shop.notes where id = 1"))
                    .isEqualTo("1");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs words in the operator's shell, in the folder that holds all. */
    void shell(String command) {
        try {
            Process process = new ProcessBuilder("bash", "-c", command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(command + "\n" + output).isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(command, e);
        }
    }

    @Override
    public void close() {
        source.close();
        target.close();
    }
}
