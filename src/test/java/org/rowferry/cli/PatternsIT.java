package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Servers;
import org.rowferry.testing.Tables;
import org.rowferry.testing.TestDatabase;

/** Configurations that name a schema with all its tables, on both sides; nobody here is a superuser. */
class PatternsIT {
    private static final String SCHEMA = "\"Our \"\"Shop\"\" 1.0\"";
    private static final List<String> FIRST = List.of(".orders", ".\"Order-Lines\"", ".days");

    private final Operator operator = new Operator(Map.of());

    @TempDir
    private Path folder;

    private TestDatabase source;
    private TestDatabase target;
    private TestDatabase sourceOwner;
    private TestDatabase targetOwner;

    @BeforeEach
    void open() throws IOException {
        source = Servers.oldest().newDatabase("patterns_source");
        target = Servers.newest().newDatabase("patterns_target");
        sourceOwner = owner(source);
        targetOwner = owner(target);
        sourceOwner.execute(inSchema("""
                create table %1$s.orders (id bigint primary key, note text);
                create table %1$s."Order-Lines" (order_id bigint, "group" text, primary key (order_id, "group"));
                create table %1$s.days (day date primary key) partition by range (day);
                create table %1$s.days_of_2026 partition of %1$s.days for values from ('2026-01-01') to ('2027-01-01');
                create table %1$s.log (line text);
                create view %1$s.notes as select note from %1$s.orders;
                insert into %1$s.orders values (1, 'one'); insert into %1$s."Order-Lines" values (1, 'gift');
                insert into %1$s.days values ('2026-05-05');
                """));
        target.as("patterns_importer").execute("select 1");
        target.as("patterns_other").execute("select 1");
        target.execute(inSchema("""
                create table %1$s.private (id integer primary key);
                alter table %1$s.private owner to patterns_other;
                """));
        write("exporter", String.format(Locale.ROOT, """
                source: %s
                targets:
                  reporting:
                    outbox: %s
                    tables: ['%s.*']
                    except: ['%s.log']
                """, sourceOwner.url(), folder, SCHEMA, SCHEMA));
        write(
                "importer",
                String.format(Locale.ROOT, """
                target: %s
                inboxes:
                  shop:
                    from: %s
                    tables: ['%s.*']
                """, target.as("patterns_importer").url(), folder, SCHEMA));
    }

    private static TestDatabase owner(TestDatabase database) {
        database.as("patterns_owner").execute("select 1");
        database.execute("grant create on database " + database.name() + " to patterns_owner;"
                + inSchema("create schema %1$s authorization patterns_owner"));
        return database.as("patterns_owner");
    }

    @AfterEach
    void close() {
        source.close();
        target.close();
    }

    @Test
    void newTable_isToldOnTheSourceAndTakenOnWhenBothOwnersHaveMadeRoomForIt() throws SQLException {
        generate("tracking");
        assertThat(types(3, "export", "--config", config("exporter")))
                .as("no table is captured yet")
                .contains(
                        "the target reporting gets no table",
                        "HINT: Run as the owner: rowferry generate exporter --config");
        tablesWithoutAKey_areNamedWithTheEntryThatLeavesThemOut();
        generate("exporter", "--config", config("exporter"));
        assertThat(source.value(
                        "select string_agg(table_name, ' ' order by table_name collate \"C\") from rowferry.capture"))
                .as("no partition, no view, nothing that is excepted")
                .isEqualTo("Order-Lines days orders");
        assertThat(types(3, "import", "--config", config("importer")))
                .as("the target has no table that the importer may write")
                .contains("the target has no table that " + SCHEMA + ".* of shop would take");
        prepare();
        ship();
        assertEqual(FIRST);
        assertThat(types(0, "status", "--config", config("importer")))
                .as("a table that the importer may not write is not meant")
                .doesNotContain("private")
                .contains("days");

        sourceOwner.execute(
                inSchema("create table %1$s.\"*\" (id bigint primary key); insert into %1$s.\"*\" values (7)"));
        String told = "changes of " + SCHEMA + ".\"*\" are not captured";
        String hint = "HINT: Run as the owner: rowferry generate exporter '" + SCHEMA + ".\"*\"' --config";
        assertThat(types(0, "export", "--config", config("exporter"))).contains(told, hint);
        assertThat(types(0, "status", "--config", config("exporter"))).contains(told, hint);
        assertThat(types(0, "check", "--config", config("exporter"))).contains("WARN  patterns", told, hint);
        generate("exporter", "--config", config("exporter"));
        assertThat(types(0, "export", "--config", config("exporter"))).doesNotContain("are not captured");

        assertThat(types(3, "import", "--config", config("importer")))
                .as("the file does not choose what it writes")
                .contains("the target has no such table that patterns_importer may write")
                .contains("HINT: Run on the source: rowferry generate importer '" + SCHEMA + ".\"*\"' --config")
                .contains("--importer-role patterns_importer > importer.sql");
        prepare();
        types(0, "check", "--config", config("importer"));
        ship();
        assertEqual(FIRST);
        assertEqual(List.of(".\"*\""));
        assertThat(types(0, "check", "--config", config("exporter"))).doesNotContain("WARN  patterns");
    }

    private void tablesWithoutAKey_areNamedWithTheEntryThatLeavesThemOut() {
        sourceOwner.execute(inSchema("create table %1$s.bare (line text); create table %1$s.\"Bare\" (line text)"));
        assertThat(types(4, "generate", "exporter", "--config", config("exporter")))
                .contains(SCHEMA + ".\"Bare\" has no primary key", SCHEMA + ".bare has no primary key")
                .contains("HINT: If no target shall get them, write except: ['" + SCHEMA + ".\"Bare\"', '" + SCHEMA
                        + ".bare'] beside the tables: of each target with the pattern, in " + config("exporter") + ".");
        sourceOwner.execute(inSchema("drop table %1$s.bare, %1$s.\"Bare\""));
    }

    private void prepare() {
        types(
                0,
                "generate",
                "importer",
                "--config",
                config("exporter"),
                "--target",
                targetOwner.url(),
                "--importer-role",
                "patterns_importer",
                "--apply");
    }

    private void generate(String what, String... options) {
        List<String> words = new ArrayList<>(List.of("generate", what, "--source", sourceOwner.url(), "--apply"));
        words.addAll(List.of(options));
        types(0, words.toArray(String[]::new));
    }

    private void ship() {
        types(0, "export", "--config", config("exporter"));
        types(0, "import", "--config", config("importer"));
    }

    private String types(int code, String... words) {
        Operator.Answer answer = operator.types(words);
        assertThat(answer.code()).as(answer.text()).isEqualTo(code);
        return answer.text();
    }

    private void assertEqual(List<String> tables) throws SQLException {
        try (Connection ofSource = source.connect();
                Connection ofTarget = target.connect()) {
            for (String table : tables) {
                Tables.assertEqual(ofSource, ofTarget, TableName.parse(SCHEMA + table));
            }
        }
    }

    private static String inSchema(String sql) {
        return sql.replace("%1$s", SCHEMA);
    }

    private void write(String side, String text) throws IOException {
        Path file = Files.writeString(Path.of(config(side)), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private String config(String side) {
        return folder.resolve(side + ".yaml").toString();
    }
}
