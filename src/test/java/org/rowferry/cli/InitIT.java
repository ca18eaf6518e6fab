package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.schema.TableName;

/** The first hour: what 'rowferry init' writes and prints makes a copy, typed by people who are no superusers. */
class InitIT {
    @TempDir
    private Path folder;

    private TwoHosts hosts;

    @BeforeEach
    void open() throws IOException {
        hosts = new TwoHosts(folder);
    }

    @AfterEach
    void close() {
        hosts.close();
    }

    @Test
    void commandsThatInitPrints_makeACopy() throws IOException {
        hosts.onSource("""
                create schema "Our ""Shop"" 1.0";
                create table "Our ""Shop"" 1.0".orders (id bigint primary key, note text);
                create table "Our ""Shop"" 1.0"."Order-Lines" (
                    order_id bigint, "group" text, primary key (order_id, "group"));
                create table "Our ""Shop"" 1.0"."log 'n more" (line text);
                create table public.towns (id integer primary key, name text);
                insert into "Our ""Shop"" 1.0".orders values (1, 'one'); insert into public.towns values (1, 'Ulm');
                """);
        List<String> printed = hosts.init();

        Path etc = folder.resolve("etc");
        String exporter = Files.readString(etc.resolve("exporter.yaml"));
        assertThat(printed)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("left out: \"Our \"\"Shop\"\" 1.0\".\"log 'n more\" has no primary key"));
        assertThat(exporter).contains("      - public.*\n", "      - '\"Our \"\"Shop\"\" 1.0\".*'\n");
        assertThat(exporter + Files.readString(etc.resolve("importer.yaml")) + printed)
                .as("nobody's password is told")
                .doesNotContain(":" + hosts.password() + "@");
        try (Stream<Path> files = Files.list(etc)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("exporter.yaml", "importer.yaml", "pgpass");
        }
        hosts.types(0, "check", "--offline", "--config", "exporter.yaml");
        hosts.types(0, "check", "--offline", "--config", "importer.yaml");

        hosts.runPrinted(printed);
        hosts.assertEqual(
                Stream.of("\"Our \"\"Shop\"\" 1.0\".orders", "\"Our \"\"Shop\"\" 1.0\".\"Order-Lines\"", "public.towns")
                        .map(TableName::parse)
                        .toList());
    }
}
