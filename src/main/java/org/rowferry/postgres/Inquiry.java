package org.rowferry.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.rowferry.connection.Endpoint;

/**
 * Asks a server what explains a failure, in a session of its own: the transaction that failed takes no more questions.
 * Without an answer, the failure is reported without it.
 */
final class Inquiry {
    private static final String SECONDS = "5";

    private final Endpoint endpoint;

    Inquiry(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** Returns, with names that all have their schema, the first column of what a query gives, NULL left out; {@code ?} stands for the values. */
    List<String> texts(String sql, Object... values) {
        Properties properties = endpoint.properties();
        properties.setProperty("loginTimeout", SECONDS);
        properties.setProperty("socketTimeout", SECONDS);
        properties.setProperty("options", "-c search_path=pg_catalog -c quote_all_identifiers=off");
        try (Connection connection = DriverManager.getConnection(endpoint.jdbcUrl(), properties);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return texts(statement);
        } catch (SQLException e) {
            return List.of();
        }
    }

    private static List<String> texts(PreparedStatement statement) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String text = rows.getString(1);
                if (text != null) {
                    texts.add(text);
                }
            }
        }
        return texts;
    }
}
