package org.rowferry.cli.demo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.rowferry.connection.Endpoint;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;

/** One embedded server with one database of the demo's, which its superuser alone can enter, with a password. */
final class DemoServer implements AutoCloseable {
    static final String USER = "postgres";

    private static final int SHOWN_LINES_OF_LOG = 5;

    private final EmbeddedPostgres server;
    private final String database;

    private DemoServer(EmbeddedPostgres server, String database) {
        this.server = server;
        this.database = database;
    }

    /**
     * Starts a server; nothing but {@link #close} stops it, so it may outlive the process.
     *
     * @param major the name of its jar
     * @param side the folder's part that its data and its log are named by, such as {@code source}
     */
    static DemoServer start(Binaries binaries, String major, DemoFolder folder, String side, String database) {
        Path log = folder.path(side + ".log");
        Redirect toLog = Redirect.appendTo(log.toFile());
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setPgBinaryResolver((system, machine) -> binaries.open(major))
                .setOverrideWorkingDirectory(
                        binaries.unpacked(folder.path()).folder().toFile())
                .setDataDirectory(folder.path(side))
                .setRegisterShutdownHook(false)
                .setLocaleConfig("locale", "C")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("password_encryption", "scram-sha-256")
                .setServerConfig("max_connections", "50")
                .setOutputRedirector(toLog)
                .setErrorRedirector(toLog);
        try {
            return new DemoServer(builder.start(), database);
        } catch (IOException | IllegalStateException e) {
            throw new Failure(Family.USAGE, "the embedded server of the " + side + " does not start:" + tail(log))
                    .because(e)
                    .hint("PostgreSQL refuses to run as root where user namespaces are off: run the demo as an ordinary"
                            + " user then.");
        }
    }

    /** The launcher of the embedded servers starts them open to every local user; this shuts the door behind it. */
    void admitOnly(Stage stage, DemoFolder folder, String side, String password) {
        Endpoint open =
                Endpoint.parse("postgresql://" + USER + "@localhost:" + server.getPort() + "/postgres", Map.of());
        try (Session session = stage.database(open, Family.USAGE).connect("demo")) {
            session.execute("alter role " + USER + " password '" + password + "'");
            Files.writeString(folder.path(side).resolve("pg_hba.conf"), "host all all all scram-sha-256\n");
            session.query("select pg_reload_conf() as reloaded", row -> row.flag("reloaded"));
            session.execute("create database " + database);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the connection as psql takes it; the password is in the file that PGPASSFILE names. */
    String url() {
        return "postgresql://" + USER + "@localhost:" + server.getPort() + "/" + database;
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return "\n  "
                    + String.join("\n  ", lines.subList(Math.max(0, lines.size() - SHOWN_LINES_OF_LOG), lines.size()));
        } catch (IOException e) {
            return " it left no log";
        }
    }
}
