package org.rowferry.random;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rowferry.schema.Identifier;
import org.rowferry.testing.Server;
import org.rowferry.testing.TestDatabase;

/** The database of one side, with the role that owns the tables there and the role that the product runs as. */
final class Side implements AutoCloseable {
    /** Extensions, and what a target's own triggers call; {@code ext} is no schema that a plan draws. */
    private static final String EXT = """
            create schema ext;
            grant usage on schema ext to public;
            create function ext.look_on() returns trigger language plpgsql as 'begin return null; end'""";

    private final TestDatabase superuser;
    private final TestDatabase owner;
    private final TestDatabase product;
    private final boolean extensions;
    private @Nullable Connection reader;

    private Side(TestDatabase superuser, String owner, String product) {
        this.superuser = superuser;
        this.owner = superuser.as(owner);
        this.product = superuser.as(product);
        this.extensions = superuser
                .value("select count(*) from pg_available_extensions where name in ('citext', 'hstore', 'ltree')")
                .equals("3");
    }

    /** Makes an empty database with two roles that are no superusers. */
    static Side on(Server server, String owner, String product) {
        Side side = new Side(server.newDatabase(owner), owner, product);
        side.superuser.execute(EXT);
        if (side.extensions) {
            side.superuser.execute("create extension citext schema ext; create extension hstore schema ext;"
                    + " create extension ltree schema ext");
        }
        side.prepare();
        return side;
    }

    /** No copy of a database has its rights or its sessions. */
    private void prepare() {
        // Where an extension's type has an equality of its own, that is the one to ask for.
        superuser.execute("set search_path = pg_catalog, ext");
        owner.execute("set search_path = pg_catalog, ext");
        superuser.execute("grant create on database " + new Identifier(superuser.name()) + " to " + owner.user());
    }

    /** Makes a copy of the database, which whoever closes it drops; nobody may be reading. */
    TestDatabase backUp() {
        TestDatabase backup = superuser.copy("backup");
        prepare();
        return backup;
    }

    void restore(TestDatabase backup) {
        superuser.restore(backup);
        prepare();
    }

    /** A reader that meets a lock has met a fault of the product's or of the test's, and must not wait for its end. */
    private static Connection reader(TestDatabase database) {
        Connection reader = database.connect();
        try (Statement statement = reader.createStatement()) {
            statement.execute("set lock_timeout = '10s'");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return reader;
    }

    TestDatabase superuser() {
        return superuser;
    }

    TestDatabase owner() {
        return owner;
    }

    /** Returns the connection string of the role that exports or imports. */
    String productUrl() {
        return product.url();
    }

    /** Returns a session that reads everything and writes nothing. */
    Connection reader() {
        Connection current = reader == null ? reader(superuser) : reader;
        reader = current;
        return current;
    }

    int major() {
        return superuser.server().major();
    }

    boolean hasExtensions() {
        return extensions;
    }

    /** Makes schemas for the owner, which others may look into. */
    void makeSchemas(List<Identifier> schemas) {
        for (Identifier schema : schemas) {
            superuser.execute("create schema " + schema + " authorization " + owner.user() + "; grant usage on schema "
                    + schema + " to public");
        }
    }

    void dropSchemas(List<Identifier> schemas) {
        for (Identifier schema : schemas) {
            superuser.execute("drop schema if exists " + schema + " cascade");
        }
    }

    @Override
    public void close() {
        try {
            if (reader != null) {
                reader.close();
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        superuser.close();
    }
}
