package org.rowferry.testing;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server that follows one of the embedded servers by streaming, made of a base backup of it. */
public final class Standby implements AutoCloseable {
    private static final int MOST_COPIES = 3;

    /** Files that a base backup leaves out, or that another process would take for its own. */
    private static final Set<String> LEFT_OUT = Set.of("postmaster.pid", "postmaster.opts", "pg_wal", "pg_replslot");

    private final Process process;
    private final int port;

    private Standby(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Makes one in a folder; empty where the server's own files cannot be seen from here. A copy of a busy server's files
     * that does not start is made once more. The error holds the log of the last.
     */
    public static Optional<Standby> of(Server primary, Path folder) throws Exception {
        try (TestDatabase desk = primary.newDatabase("standby_desk")) {
            Path data = Path.of(desk.value("show data_directory"));
            if (!Files.isDirectory(data)) {
                return Optional.empty();
            }
            boolean old = primary.major() < 15;
            Path binaries = Path.of(desk.value("select setting from pg_config where name = 'BINDIR'"));
            for (int copies = 1; ; copies++) {
                Path copy = folder.resolve("standby" + copies);
                Path log = folder.resolve("standby" + copies + ".log");
                backUp(desk, data, copy, old);
                follow(primary, copy);
                Standby standby = start(binaries, copy, log.toFile());
                try {
                    standby.await();
                    return Optional.of(standby);
                } catch (SQLException e) {
                    standby.close();
                    if (copies == MOST_COPIES) {
                        throw new IOException("the standby does not start: " + Files.readString(log), e);
                    }
                }
            }
        }
    }

    private static void follow(Server primary, Path copy) throws IOException {
        Files.writeString(
                copy.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=" + primary.host() + " port=" + primary.port() + " user=postgres'\n");
        Files.createFile(copy.resolve("standby.signal"));
    }

    private static void backUp(TestDatabase desk, Path data, Path copy, boolean old) throws Exception {
        try (Connection session = desk.connect()) {
            value(
                    session,
                    "select " + (old ? "pg_start_backup('standby', true, false)" : "pg_backup_start('standby', true)"));
            copy(data, copy);
            String label = value(
                    session,
                    "select labelfile from " + (old ? "pg_stop_backup(false, false)" : "pg_backup_stop(false)"));
            Files.writeString(copy.resolve("backup_label"), label);
            String first = label.replaceFirst("(?s).*?\\(file (\\w+)\\).*", "$1");
            Files.createDirectories(copy.resolve("pg_replslot"));
            Files.createDirectories(copy.resolve("pg_wal/archive_status"));
            for (Path segment : list(data.resolve("pg_wal"))) {
                String name = segment.getFileName().toString();
                if (name.matches("[0-9A-F]{24}") && name.compareTo(first) >= 0) {
                    Files.copy(segment, copy.resolve("pg_wal").resolve(name));
                }
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        for (Path file : list(from)) {
            String name = file.getFileName().toString();
            if (LEFT_OUT.contains(name)) {
                continue;
            }
            if (Files.isDirectory(file)) {
                copy(file, to.resolve(name));
            } else {
                try {
                    Files.copy(file, to.resolve(name));
                } catch (NoSuchFileException e) {
                    // The log tells the standby that it went.
                }
            }
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static String value(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    private static Standby start(Path binaries, Path data, File log) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(binaries.resolve("postgres").toString(), "-D", data.toString(), "-p", "" + port));
        command.addAll(List.of("-c", "unix_socket_directories="));
        // Without it, recovery ends at a folder that another test made for a tablespace.
        command.addAll(List.of("-c", "allow_in_place_tablespaces=on"));
        ServerSettings.ALL.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return new Standby(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log)
                        .start(),
                port);
    }

    private void await() throws Exception {
        for (int tries = 0; ; tries++) {
            try (Connection session = DriverManager.getConnection(
                    "jdbc:postgresql://localhost:" + port + "/postgres?user=postgres&password=postgres")) {
                value(session, "select 1");
                return;
            } catch (SQLException e) {
                if (tries > 300 || !process.isAlive()) {
                    throw e;
                }
                Thread.sleep(100);
            }
        }
    }

    public int port() {
        return port;
    }

    /** A fast shutdown, as it is for a server that keeps nothing. */
    @Override
    public void close() {
        process.destroy();
        process.onExit()
                .orTimeout(20, TimeUnit.SECONDS)
                .handle((ended, late) -> process.destroyForcibly())
                .join();
    }
}
