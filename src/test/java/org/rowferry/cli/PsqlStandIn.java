package org.rowferry.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.rowferry.connection.Endpoint;
import org.rowferry.schema.Literal;

/**
 * Does what the papers ask of psql where there is none: {@code psql -X [-v NAME=VALUE] [-c SQL] [-f FILE] URL}, one of -c
 * being {@code \password ROLE}.
 */
final class PsqlStandIn {
    private static final String PASSWORD = "\\password ";

    private PsqlStandIn() {}

    public static void main(String[] args) throws IOException, SQLException {
        List<String> words = List.of(args);
        if (words.size() % 2 != 0 || !words.get(0).equals("-X")) {
            throw new IllegalArgumentException("psql " + words);
        }
        Endpoint endpoint = Endpoint.parse(words.get(words.size() - 1), Map.copyOf(System.getenv()));
        try (Connection connection = DriverManager.getConnection(endpoint.jdbcUrl(), endpoint.properties());
                Statement statement = connection.createStatement()) {
            for (int i = 1; i < words.size() - 1; i += 2) {
                for (String sql : sql(words.get(i), words.get(i + 1))) {
                    statement.execute(sql);
                }
            }
        }
    }

    private static List<String> sql(String option, String value) throws IOException {
        return switch (option) {
            case "-v" -> List.of();
            case "-c" -> List.of(value.startsWith(PASSWORD) ? password(value.substring(PASSWORD.length())) : value);
            case "-f" -> List.of(Files.readString(Path.of(value)).replaceAll("(?m)^(\\\\.*|.*\\\\gset)$", ""));
            default -> throw new IllegalArgumentException("psql " + option);
        };
    }

    /** The new password is typed twice. */
    private static String password(String role) throws IOException {
        List<String> typed = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                .lines()
                .limit(2)
                .toList();
        if (typed.size() != 2 || !typed.get(0).equals(typed.get(1))) {
            throw new IOException("the password was not typed twice");
        }
        return "alter role " + role + " password " + new Literal(typed.get(0));
    }
}
