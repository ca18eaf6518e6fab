package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.Tables;
import org.rowferry.testing.TestDatabase;

/** A music shop of eleven tables with names in capitals, composite and self-referencing keys. */
class ChinookIT {
    private static final int CHANGES = 500;
    private static final long SEED = Long.getLong("rowferry.seed", 20261121L);

    /** Each a transaction of its own; %1$d and %2$d are random numbers. */
    private static final List<String> KINDS = List.of(
            "update \"Track\" set \"UnitPrice\" = %2$d / 100.0 where \"TrackId\" = %1$d %% 3503 + 1",
            "update \"Track\" set \"AlbumId\" = %2$d %% 347 + 1, \"Composer\" = null where \"TrackId\" %% 97 = %1$d %% 97",
            "insert into \"Artist\" values (1000 + %1$d, 'Ä \"quoted\" artist, no. %2$d') on conflict do nothing",
            "update \"Artist\" set \"Name\" = nullif('', '') where \"ArtistId\" = %1$d %% 275 + 1",
            "insert into \"Invoice\" select max(\"InvoiceId\") + 1, %1$d %% 59 + 1, now(), 'Straße %2$d', null, null, null, null, 1 from \"Invoice\"",
            "insert into \"InvoiceLine\" select max(\"InvoiceLineId\") + 1, %1$d %% 412 + 1, %2$d %% 3503 + 1, 0.99, 1 from \"InvoiceLine\" having exists (select from \"Invoice\" where \"InvoiceId\" = %1$d %% 412 + 1)",
            "delete from \"InvoiceLine\" where \"InvoiceId\" = %1$d %% 412 + 1; delete from \"Invoice\" where \"InvoiceId\" = %1$d %% 412 + 1",
            "delete from \"PlaylistTrack\" where \"TrackId\" = %1$d %% 3503 + 1",
            "insert into \"PlaylistTrack\" values (%1$d %% 18 + 1, %2$d %% 3503 + 1) on conflict do nothing",
            "update \"PlaylistTrack\" set \"PlaylistId\" = \"PlaylistId\" where \"TrackId\" = %1$d %% 3503 + 1",
            "update \"Employee\" set \"ReportsTo\" = case when \"EmployeeId\" = 1 then null else 1 end where \"EmployeeId\" = %1$d %% 8 + 1",
            "insert into \"Genre\" values (100 + %1$d, 'genre %2$d') on conflict do nothing; update \"Track\" set \"GenreId\" = 100 + %1$d where \"TrackId\" = %2$d %% 3503 + 1",
            "update \"Customer\" set \"SupportRepId\" = %1$d %% 8 + 1, \"Email\" = 'a%2$d@example.com' where \"CustomerId\" = %1$d %% 59 + 1");

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void chinook_isEqualOnTheNewestAfterRandomChangesOnTheOldest() throws IOException, SQLException {
        ferry(Servers.oldest(), Servers.newest());
    }

    @Test
    void chinook_isEqualOnTheOldestAfterRandomChangesOnTheNewest() throws IOException, SQLException {
        ferry(Servers.newest(), Servers.oldest());
    }

    private void ferry(Server from, Server to) throws IOException, SQLException {
        Path dump = RealData.file("chinook.sql.gz");
        try (TestDatabase source = from.newDatabase("chinook_source");
                TestDatabase target = to.newDatabase("chinook_target")) {
            RealData.load(source, dump);
            List<String> tables = tables(source);
            configure(source, target, tables);
            rowferry("generate tracking --apply", List.of());
            rowferry("generate exporter --apply", tables);
            rowferry("generate importer --apply", tables);
            rowferry("export", List.of());
            rowferry("import", List.of());
            assertEqual(source, target, tables);
            change(source);
            rowferry("export", List.of());
            rowferry("import", List.of());
            assertEqual(source, target, tables);
        }
    }

    private static List<String> tables(TestDatabase database) {
        List<String> tables = database
                .query(
                        "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = 'public' order by 1")
                .stream()
                .map(row -> row.get(0))
                .toList();
        assertThat(tables).hasSize(11);
        return tables;
    }

    private void configure(TestDatabase source, TestDatabase target, List<String> tables) throws IOException {
        String list = String.join(
                "\n", tables.stream().map(table -> "      - " + table).toList());
        Path box = Files.createDirectories(folder.resolve("box"));
        write("exporter.yaml", "source: " + source.url(), "targets", "outbox: " + box, list);
        write("importer.yaml", "target: " + target.url(), "inboxes", "from: " + box, list);
    }

    private void write(String name, String database, String streams, String place, String tables) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(
                file,
                String.format(
                        Locale.ROOT,
                        "%s%n%s:%n  chinook:%n    %s%n    tables:%n%s%n",
                        database,
                        streams,
                        place,
                        tables));
        assertThat(file.toFile().setReadable(false, false)).isTrue();
        assertThat(file.toFile().setReadable(true, true)).isTrue();
    }

    private void rowferry(String command, List<String> tables) {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.addAll(tables);
        if (!words.get(0).equals("import")) {
            words.addAll(List.of("--config", folder.resolve("exporter.yaml").toString()));
        }
        if (words.contains("importer") || words.get(0).equals("import")) {
            words.addAll(List.of("--config", folder.resolve("importer.yaml").toString()));
        }
        Ran.of(words.toArray(String[]::new)).assertOk();
    }

    /** Several sessions take turns, and some of their transactions end long after others that began later. */
    private static void change(TestDatabase source) throws SQLException {
        Random random = new Random(SEED);
        try (Connection one = source.connect();
                Connection other = source.connect()) {
            for (int i = 0; i < CHANGES; i++) {
                try (Statement statement = (random.nextBoolean() ? one : other).createStatement()) {
                    statement.execute("begin");
                    statement.execute(String.format(
                            Locale.ROOT,
                            KINDS.get(random.nextInt(KINDS.size())),
                            random.nextInt(100_000),
                            random.nextInt(100_000)));
                    statement.execute(random.nextInt(10) == 0 ? "rollback" : "commit");
                }
            }
        }
    }

    private static void assertEqual(TestDatabase source, TestDatabase target, List<String> tables) throws SQLException {
        try (Connection from = source.connect();
                Connection to = target.connect()) {
            Stream.of(tables.toArray(String[]::new))
                    .map(TableName::parse)
                    .forEach(table -> Tables.assertEqual(from, to, table));
        }
    }
}
