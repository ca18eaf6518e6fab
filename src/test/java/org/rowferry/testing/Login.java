package org.rowferry.testing;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Where a database is and who connects to it. */
record Login(String host, int port, String database, String user, String password) {

    Login as(String otherUser, String itsPassword) {
        return new Login(host, port, database, otherUser, itsPassword);
    }

    /** Returns the URI that libpq reads. */
    String url() {
        return "postgresql://" + encode(user) + ":" + encode(password) + "@" + host + ":" + port + "/"
                + encode(database);
    }

    Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + host + ":" + port + "/" + encode(database), properties);
    }

    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static String encode(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
