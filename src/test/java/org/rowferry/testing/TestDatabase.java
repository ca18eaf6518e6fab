package org.rowferry.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rowferry.schema.Identifier;

/**
 * A database that a test has for itself, seen by one of its users.
 *
 * <p>{@link #execute} and {@link #query} share one session, for one thread; writers that run at once take a
 * {@link #connect} each.
 */
public final class TestDatabase implements AutoCloseable {
    private final Server server;
    private final Login login;
    private final Set<TestDatabase> otherUsers = new LinkedHashSet<>();
    private @Nullable Connection session;

    TestDatabase(Server server, Login login) {
        this.server = server;
        this.login = login;
    }

    public String name() {
        return login.database();
    }

    public String user() {
        return login.user();
    }

    public Server server() {
        return server;
    }

    /** Returns the connection string: {@code postgresql://user:password@host:port/database}. */
    public String url() {
        return login.url();
    }

    /** Opens a session of the caller's own, which commits each statement. */
    public Connection connect() {
        try {
            return login.connect();
        } catch (SQLException e) {
            throw new AssertionError("cannot connect to " + name() + " as " + user(), e);
        }
    }

    /** Runs one or several statements; a failure fails the test. */
    public void execute(String sql) {
        try (Statement statement = session().createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError("on " + name() + ": " + sql, e);
        }
    }

    /** Returns the rows as text, a null for each NULL; a failure fails the test. */
    public List<List<String>> query(String sql) {
        try (Statement statement = session().createStatement()) {
            statement.setEscapeProcessing(false);
            ResultSet result = statement.executeQuery(sql);
            List<List<String>> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(row(result));
            }
            return rows;
        } catch (SQLException e) {
            throw new AssertionError("on " + name() + ": " + sql, e);
        }
    }

    /** Returns the one value of a query's one row. */
    public String value(String sql) {
        List<List<String>> rows = query(sql);
        if (rows.size() != 1 || rows.get(0).size() != 1) {
            throw new AssertionError("on " + name() + " not one value: " + sql + ": " + rows);
        }
        return rows.get(0).get(0);
    }

    /**
     * Returns the same database for another user, who is no superuser. A role that does not exist is made without any
     * right; one that a script has made gets a password. The role goes with the last database that uses it.
     */
    public TestDatabase as(String role) {
        server.lendRole(new Identifier(role));
        TestDatabase other = new TestDatabase(server, login.as(role, ServerSettings.PASSWORD));
        otherUsers.add(other);
        return other;
    }

    /** Has this database be what a copy of it is, under the same name; the server knows it for another one. */
    public void restore(TestDatabase copy) {
        disconnectAll();
        copy.disconnectAll();
        server.replaceDatabase(name(), copy.name());
    }

    private void disconnectAll() {
        disconnect();
        otherUsers.forEach(TestDatabase::disconnectAll);
    }

    /** Makes a copy of this database as it is now, on the same server. Nobody else may be connected to it. */
    public TestDatabase copy(String namePrefix) {
        disconnectAll();
        return server.newDatabaseFrom(name(), namePrefix);
    }

    /** Drops the database with all that holds it up, and the roles that it lent. */
    @Override
    public void close() {
        if (!user().equals(ServerSettings.SUPERUSER)) {
            disconnect();
            return;
        }
        // A fresh session: the shared one may hold a transaction, or may have been killed.
        disconnect();
        Leftovers.remove(this);
        disconnect();
        otherUsers.forEach(TestDatabase::disconnect);
        server.dropDatabase(name());
        for (TestDatabase other : otherUsers) {
            other.close();
            server.giveBackRole(new Identifier(other.user()));
        }
        otherUsers.clear();
    }

    private static List<String> row(ResultSet result) throws SQLException {
        String[] values = new String[result.getMetaData().getColumnCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = result.getString(i + 1);
        }
        return Arrays.asList(values);
    }

    private Connection session() throws SQLException {
        if (session == null || session.isClosed()) {
            session = connect();
        }
        return session;
    }

    private void disconnect() {
        try {
            if (session != null) {
                session.close();
            }
        } catch (SQLException e) {
            throw new AssertionError("cannot disconnect from " + name(), e);
        }
        session = null;
    }

    @Override
    public String toString() {
        return name() + " as " + user() + " on " + server;
    }
}
