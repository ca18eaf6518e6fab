package org.rowferry.testing;

import static org.rowferry.testing.ServerSettings.PASSWORD;
import static org.rowferry.testing.ServerSettings.PASSWORD_HASHED;
import static org.rowferry.testing.ServerSettings.SUPERUSER;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.rowferry.schema.Identifier;

/** A running PostgreSQL server: it gives databases and roles to tests, and takes them back. */
public final class Server {
    /** Names are unique on all servers: a test may make a database of one on another. */
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final String host;
    private final int port;
    private final Map<Identifier, Integer> usersOfRoles = new HashMap<>();
    private final TestDatabase maintenance;
    private int major;

    Server(String host, int port) {
        this.host = host;
        this.port = port;
        this.maintenance = new TestDatabase(this, new Login(host, port, "postgres", SUPERUSER, PASSWORD));
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }

    /** Returns the server's major version, such as 13. */
    public synchronized int major() {
        if (major == 0) {
            major = Integer.parseInt(maintenance.value("show server_version_num")) / 10_000;
        }
        return major;
    }

    /** Makes an empty database whose name is unique and begins with the prefix; closing it drops it. */
    public TestDatabase newDatabase(String namePrefix) {
        return newDatabaseFrom("template1", namePrefix);
    }

    /** Makes an empty database as above whose texts are of that encoding. */
    public TestDatabase newDatabaseOf(String encoding, String namePrefix) {
        return newDatabaseWith("encoding '" + encoding + "' lc_collate 'C' lc_ctype 'C'", namePrefix);
    }

    /** Makes an empty database as above, with options of CREATE DATABASE for its encoding and locale. */
    public TestDatabase newDatabaseWith(String options, String namePrefix) {
        return newDatabaseFrom("template0", namePrefix, " " + options);
    }

    TestDatabase newDatabaseFrom(String template, String namePrefix) {
        return newDatabaseFrom(template, namePrefix, "");
    }

    private TestDatabase newDatabaseFrom(String template, String namePrefix, String options) {
        Identifier name = new Identifier(namePrefix + "_" + DATABASES.incrementAndGet());
        awaitEndOfSessions(template);
        administer("create database " + name + copyOf(template) + options);
        return new TestDatabase(this, new Login(host, port, name.name(), SUPERUSER, PASSWORD));
    }

    /** From 15 on a server writes each page into its log, unless told to copy files; that and the drop take twice as long. */
    private String copyOf(String template) {
        return " template " + new Identifier(template) + (major() >= 15 ? " strategy file_copy" : "");
    }

    void dropDatabase(String name) {
        administer("select pg_terminate_backend(pid) from pg_stat_activity where datname = " + Login.literal(name));
        awaitEndOfSessions(name);
        administer("drop database if exists " + new Identifier(name) + " with (force)");
        forgetRolesOfKits();
    }

    /** Makes a database again from another one. */
    void replaceDatabase(String name, String template) {
        dropDatabase(name);
        awaitEndOfSessions(template);
        administer("create database " + new Identifier(name) + copyOf(template));
    }

    /** Roles outlive the database that they were made for, and another test's scripts would find them in the way. */
    private synchronized void forgetRolesOfKits() {
        for (List<String> row : maintenance.query("select rolname from pg_roles where rolname like 'rowferry\\_%'")) {
            Identifier role = new Identifier(row.get(0));
            if (usersOfRoles.getOrDefault(role, 0) == 0) {
                // Another database may have it still.
                administer("do $$ begin drop role " + role
                        + "; exception when dependent_objects_still_exist or object_in_use then end $$");
            }
        }
    }

    /**
     * Gives the sessions that were just closed a moment to end. The server itself would look again after a tenth of a
     * second only, which is as long as all the rest takes.
     */
    private synchronized void awaitEndOfSessions(String database) {
        String sessions = "select 1 from pg_stat_activity where datname = " + Login.literal(database);
        for (int tries = 0; tries < 50 && !maintenance.query(sessions).isEmpty(); tries++) {
            maintenance.query("select pg_sleep(0.001)");
        }
    }

    /** Runs a statement as superuser, outside any test's database. */
    synchronized void administer(String sql) {
        maintenance.execute(sql);
    }

    /** Makes a role that can log in, or gives a password to the role that a test's script has made. */
    synchronized void lendRole(Identifier role) {
        if (usersOfRoles.merge(role, 1, Integer::sum) == 1) {
            boolean exists = !maintenance
                    .query("select 1 from pg_roles where rolname = " + Login.literal(role.name()))
                    .isEmpty();
            administer((exists ? "alter" : "create") + " role " + role + " login password '" + PASSWORD_HASHED + "'");
        }
    }

    /** Drops the role when no other database's test uses it. */
    synchronized void giveBackRole(Identifier role) {
        if (usersOfRoles.merge(role, -1, Integer::sum) == 0) {
            administer("drop role if exists " + role);
        }
    }

    @Override
    public String toString() {
        return "PostgreSQL " + major() + " at " + host + ":" + port;
    }
}
