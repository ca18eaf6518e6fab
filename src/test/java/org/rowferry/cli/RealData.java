package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.postgresql.PGConnection;
import org.rowferry.testing.TestDatabase;

/** Loads data sets that lie in a folder beside the checkout, which {@code -Drowferry.data} may name. */
final class RealData {
    private static final Path FOLDER = Path.of(System.getProperty("rowferry.data", "../shared/data"));

    private RealData() {}

    /** Returns a data set's file, or skips the test that asks for it. */
    static Path file(String name) {
        Path file = FOLDER.resolve(name);
        Assumptions.assumeTrue(Files.isReadable(file), () -> file + " is not there");
        return file;
    }

    /** Runs a dump as pg_dump writes it: statements that end with their line, and COPY blocks. */
    static void load(TestDatabase database, Path dump) {
        StringBuilder statement = new StringBuilder();
        try (Connection connection = database.connect();
                BufferedReader lines = reader(dump)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                statement.append(line).append('\n');
                if (line.startsWith("COPY ")) {
                    copy(connection, line, lines);
                    statement.setLength(0);
                } else if (line.endsWith(";")) {
                    run(connection, statement.toString());
                    statement.setLength(0);
                }
            }
        } catch (IOException | SQLException e) {
            throw new AssertionError("cannot load " + dump, e);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void copy(Connection connection, String sql, BufferedReader lines) throws IOException, SQLException {
        StringBuilder rows = new StringBuilder();
        for (String line = lines.readLine(); line != null && !line.equals("\\."); line = lines.readLine()) {
            rows.append(line).append('\n');
        }
        long copied = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql, new StringReader(rows.toString()));
        assertThat(copied).as(sql).isPositive();
    }

    static BufferedReader reader(Path file) throws IOException {
        return new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8));
    }
}
