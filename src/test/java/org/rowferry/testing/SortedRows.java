package org.rowferry.testing;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * The rows of a query as UTF-8 text, read one by one in the order of their bytes, which is the same on every server.
 *
 * <p>Reads inside a savepoint that is rolled back, so the session is left as it was.
 */
final class SortedRows implements AutoCloseable {
    private static final int FETCH_SIZE = 1_000;

    /** A row that is longer than this is compared by its beginning and its digest. */
    private static final int LONGEST_TEXT = 100_000;

    private static final String FIXED_SETTINGS = """
            set local datestyle = 'ISO';
            set local timezone = 'UTC';
            set local intervalstyle = 'postgres';
            set local extra_float_digits = 3;
            set local bytea_output = 'hex';
            set local lc_monetary = 'C';
            set local search_path = pg_catalog;
            set local row_security = off;
            """;

    private final Connection connection;
    private final boolean autoCommit;
    private final Savepoint before;
    private final Statement statement;
    private final ResultSet result;
    private byte @Nullable [] current;

    private SortedRows(Connection connection, String query) throws SQLException {
        this.connection = connection;
        autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        before = connection.setSavepoint();
        statement = connection.createStatement();
        statement.execute(FIXED_SETTINGS);
        statement.setFetchSize(FETCH_SIZE);
        result = statement.executeQuery(sorted(query));
    }

    static SortedRows open(Connection connection, String query) throws SQLException {
        SortedRows rows = new SortedRows(connection, query);
        rows.next();
        return rows;
    }

    /** Returns the table's columns in their own order. */
    static List<Identifier> columns(Connection connection, TableName table) throws SQLException {
        String sql = """
                select attname from pg_catalog.pg_attribute
                where attrelid = ?::pg_catalog.regclass and attnum > 0 and not attisdropped
                order by attnum
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, table.toString());
            List<Identifier> columns = new ArrayList<>();
            ResultSet names = statement.executeQuery();
            while (names.next()) {
                columns.add(new Identifier(names.getString(1)));
            }
            return columns;
        }
    }

    static String query(List<Identifier> columns, TableName table) {
        return "select " + columns.stream().map(Identifier::toString).collect(Collectors.joining(", ")) + " from "
                + table;
    }

    /** A column of the name that the row is called by would be taken for it. */
    private static String sorted(String query) {
        return String.format(Locale.ROOT, """
                select pg_catalog.convert_to(
                    case when pg_catalog.octet_length(text) <= %1$d then text
                        else pg_catalog.left(text, 1000) || '… md5 ' || pg_catalog.md5(text) end, 'UTF8')
                from (select "the row"::pg_catalog.text as text from (%2$s) as "the row") as t
                order by 1
                """, LONGEST_TEXT, query);
    }

    /** Returns whether there is a row to compare. */
    boolean hasCurrent() {
        return current != null;
    }

    String text() {
        return current == null ? "" : new String(current, StandardCharsets.UTF_8);
    }

    /** Compares the two rows that are under comparison; one that is not there is greater than all. */
    int compareTo(SortedRows other) {
        if (current == null || other.current == null) {
            return Boolean.compare(current == null, other.current == null);
        }
        return Arrays.compareUnsigned(current, other.current);
    }

    void next() throws SQLException {
        current = result.next() ? result.getBytes(1) : null;
    }

    @Override
    public void close() throws SQLException {
        statement.close();
        connection.rollback(before);
        if (autoCommit) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }
}
