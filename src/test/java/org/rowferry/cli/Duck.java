package org.rowferry.cli;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.rowferry.schema.TableName;

/** A DuckDB in memory. */
record Duck(Connection connection) implements AutoCloseable {
    static Duck open() throws SQLException {
        return new Duck(DriverManager.getConnection("jdbc:duckdb:"));
    }

    /** Runs the script of a folder, as the program does in that folder; nothing stays of one that fails. */
    void merge(Path folder) throws SQLException {
        execute("set file_search_path = '" + folder.toString().replace("'", "''") + "'");
        try {
            execute(Files.readString(folder.resolve("merge.sql")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            execute("rollback");
            throw e;
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    List<List<@Nullable String>> query(String sql) throws SQLException {
        List<List<@Nullable String>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                List<@Nullable String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getString(i));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    String value(String sql) throws SQLException {
        return String.valueOf(query(sql).get(0).get(0));
    }

    /** Returns the names of a table's columns, in quotes. */
    List<String> columns(TableName table) throws SQLException {
        return described(table).stream().map(column -> quoted(column.get(0))).toList();
    }

    private List<List<@Nullable String>> described(TableName table) throws SQLException {
        return query(String.format(
                Locale.ROOT,
                "select column_name, data_type from information_schema.columns where table_schema = %s and table_name = %s"
                        + " order by ordinal_position",
                literal(table.schema().name()),
                literal(table.name().name())));
    }

    /** Returns the rows with each value as PostgreSQL reads it. */
    List<List<@Nullable String>> texts(TableName table) throws SQLException {
        String values = described(table).stream()
                .map(column -> text(quoted(column.get(0)), String.valueOf(column.get(1))))
                .collect(joining(", "));
        return query("select " + values + " from " + name(table));
    }

    static String name(TableName table) {
        return quoted(table.schema().name()) + "." + quoted(table.name().name());
    }

    private static String text(String column, String type) {
        return switch (type) {
            case "BLOB" -> "'\\x' || hex(" + column + ")";
            case "DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE" ->
                "regexp_replace(cast(" + column + " as varchar), '^(\\S+) \\(BC\\)(.*)$', '\\1\\2 BC')";
            default -> "cast(" + column + " as varchar)";
        };
    }

    private static String quoted(@Nullable String name) {
        return '"' + String.valueOf(name).replace("\"", "\"\"") + '"';
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
