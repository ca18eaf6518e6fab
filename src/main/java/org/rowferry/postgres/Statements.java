package org.rowferry.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.copy.CopyOut;

/**
 * Sends statements by the driver. Without values they go as they are written: a {@code ?} is the operator of that name, and
 * braces are no escapes of JDBC's.
 */
final class Statements {
    private final Connection connection;

    Statements(Connection connection) {
        this.connection = connection;
    }

    void send(String sql) throws SQLException {
        try (Statement statement = unparsed()) {
            statement.execute(sql);
        }
    }

    /** Returns how many rows the statements changed together. */
    long change(String sql, Object... values) throws SQLException {
        if (values.length == 0) {
            try (Statement statement = unparsed()) {
                return sum(statement, statement.executeLargeUpdate(sql));
            }
        }
        try (PreparedStatement statement = Values.bound(connection, sql, values)) {
            return statement.executeLargeUpdate();
        }
    }

    /** The driver answers several statements one after the other, and says -1 behind the last. */
    private static long sum(Statement statement, long first) throws SQLException {
        long sum = first;
        statement.getMoreResults();
        for (long next = statement.getLargeUpdateCount(); next >= 0; next = statement.getLargeUpdateCount()) {
            sum += next;
            statement.getMoreResults();
        }
        return sum;
    }

    <T> List<T> rows(String sql, Function<Row, T> mapper, Object... values) throws SQLException {
        if (values.length == 0) {
            try (Statement statement = unparsed();
                    ResultSet result = statement.executeQuery(sql)) {
                return mapped(result, mapper);
            }
        }
        try (PreparedStatement statement = Values.bound(connection, sql, values);
                ResultSet result = statement.executeQuery()) {
            return mapped(result, mapper);
        }
    }

    private static <T> List<T> mapped(ResultSet result, Function<Row, T> mapper) throws SQLException {
        List<T> rows = new ArrayList<>();
        while (result.next()) {
            rows.add(mapper.apply(new Row(result)));
        }
        return rows;
    }

    /** The server keeps it under no name: code of an owner may have taken that, or taken away what had it. */
    private Statement unparsed() throws SQLException {
        Statement statement = connection.createStatement();
        statement.setEscapeProcessing(false);
        statement.unwrap(PGStatement.class).setPrepareThreshold(0);
        return statement;
    }

    /**
     * Streams the answer of a {@code copy … to stdout}, one call for each message, and returns how many rows the server says
     * it sent.
     *
     * @param broken is run where the COPY breaks off: the driver's state is then not to be trusted
     */
    long copyOut(String sql, Consumer<byte[]> records, Runnable broken) throws SQLException {
        CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
        boolean done = false;
        try {
            while (passOn(copy, records)) {
                // Each call forgets its record before the next is read: a row may take a third of the heap.
            }
            done = true;
            return copy.getHandledRowCount();
        } finally {
            if (!done) {
                broken.run();
            }
        }
    }

    private static boolean passOn(CopyOut copy, Consumer<byte[]> records) throws SQLException {
        byte[] record = copy.readFromCopy();
        if (record == null) {
            return false;
        }
        records.accept(record);
        return true;
    }
}
