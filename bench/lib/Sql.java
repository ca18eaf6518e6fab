import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs SQL where there is no psql, and prints the rows as psql -At does: java -cp target/rowferry.jar Sql.java URL [-c SQL]…
 *
 * <p>Without -c it reads statements from standard input; each ends with a semicolon at the end of a line.
 */
final class Sql {
    public static void main(String[] args) throws SQLException, IOException {
        List<String> statements = new ArrayList<>();
        for (int i = 2; i < args.length; i += 2) {
            statements.add(args[i]);
        }
        if (statements.isEmpty()) {
            statements.addAll(List.of(new String(System.in.readAllBytes(), StandardCharsets.UTF_8).split(";\\s*\n")));
        }
        URI url = URI.create(args[0]);
        String jdbc = "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath();
        try (Connection connection = DriverManager.getConnection(jdbc, url.getUserInfo(), "");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                if (!sql.isBlank() && statement.execute(sql)) {
                    print(statement.getResultSet());
                }
            }
        }
    }

    private static void print(ResultSet rows) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
            List<String> values = new ArrayList<>();
            for (int column = 1; column <= columns; column++) {
                String value = rows.getString(column);
                values.add(value == null ? "" : value);
            }
            System.out.println(String.join("|", values));
        }
    }
}
