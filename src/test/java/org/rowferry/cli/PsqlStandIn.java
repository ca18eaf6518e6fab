package org.rowferry.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.rowferry.postgres.Endpoint;

/** Does what the papers ask of psql, {@code psql -X -f FILE URL} and {@code psql -X -c SQL URL}, where there is none. */
final class PsqlStandIn {
    private PsqlStandIn() {}

    public static void main(String[] args) throws IOException, SQLException {
        List<String> words = List.of(args);
        if (words.size() != 4 || !words.get(0).equals("-X")) {
            throw new IllegalArgumentException("psql " + words);
        }
        Endpoint endpoint = Endpoint.parse(words.get(3), Map.copyOf(System.getenv()));
        try (Connection connection = DriverManager.getConnection(endpoint.jdbcUrl(), endpoint.properties());
                Statement statement = connection.createStatement()) {
            statement.execute(
                    switch (words.get(1)) {
                        case "-c" -> words.get(2);
                        case "-f" ->
                            Files.readString(Path.of(words.get(2))).replaceAll("(?m)^(\\\\.*|.*\\\\gset)$", "");
                        default -> throw new IllegalArgumentException("psql " + words);
                    });
        }
    }
}
