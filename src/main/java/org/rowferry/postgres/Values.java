package org.rowferry.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The values of a statement that has {@code ?} in their places.
 *
 * <p>The driver takes every {@code ?} outside of quotes for such a place, and braces for escapes of JDBC's. A statement with
 * values holds no operator, expression or type that the catalog or the operator has named; names that quote themselves do
 * no harm.
 */
final class Values {
    private Values() {}

    static PreparedStatement bound(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof String[] texts) {
                statement.setArray(i + 1, connection.createArrayOf("text", texts));
            } else if (values[i] instanceof Long[] numbers) {
                statement.setArray(i + 1, connection.createArrayOf("int8", numbers));
            } else if (values[i] instanceof Optional<?> optional) {
                statement.setObject(i + 1, optional.orElse(null));
            } else {
                statement.setObject(i + 1, values[i]);
            }
        }
        return statement;
    }
}
