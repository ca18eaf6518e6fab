package org.rowferry.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The embedded servers of the build: their binaries are unpacked once for a build, their data lives as long as the JVM. */
final class EmbeddedServers {
    /** The superuser needs no password, since the launcher of the embedded servers gives none; all others do. */
    private static final String WHO_MAY_CONNECT = """
            host all postgres all trust
            host all all      all scram-sha-256
            host replication postgres all trust
            """;

    /** Where Linux has files in memory: a database is made of some 300, and each test has some. */
    private static final Path MEMORY = Path.of("/dev/shm");

    private static final long ENOUGH_MEMORY = 8L << 30;

    private final Path jars;
    private final Path unpacked;
    private final Path run;

    private EmbeddedServers(Path jars, Path unpacked, Path run) {
        this.jars = jars;
        this.unpacked = unpacked;
        this.run = run;
    }

    /** Returns the servers whose jars lie where the system property {@code rowferry.pg} says. */
    static EmbeddedServers ofBuild() {
        Path jars = Path.of(System.getProperty("rowferry.pg", "target/pg")).toAbsolutePath();
        Path unpacked = jars.resolve("servers");
        try {
            return new EmbeddedServers(jars, unpacked, RunFolder.begin(dataFolder(unpacked)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path dataFolder(Path onDisk) throws IOException {
        return memory().map(memory -> memory.resolve("rowferry-tests-" + System.getProperty("user.name")))
                .orElse(onDisk);
    }

    /** Returns the folder whose files are in memory, where there is room for tests. */
    static Optional<Path> memory() throws IOException {
        return Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > ENOUGH_MEMORY
                ? Optional.of(MEMORY)
                : Optional.empty();
    }

    /** Starts the server whose binaries are in the jar of that name; it stops when the JVM ends. */
    Server start(String jar) {
        try {
            EmbeddedPostgres server = configured(jar).start();
            return new Server("localhost", server.getPort());
        } catch (IOException e) {
            throw new UncheckedIOException("the server of " + jars.resolve(jar + ".jar") + " does not start", e);
        }
    }

    private EmbeddedPostgres.Builder configured(String jar) {
        Redirect log = Redirect.appendTo(run.resolve(jar + ".log").toFile());
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setPgBinaryResolver((system, machine) -> binaries(jars.resolve(jar + ".jar")))
                .setOverrideWorkingDirectory(unpacked.toFile())
                .setDataDirectory(run.resolve(jar))
                .setDataDirectoryCustomizer(EmbeddedServers::setWhoMayConnect)
                .setLocaleConfig("locale", ServerSettings.LOCALE)
                .setServerConfig("unix_socket_directories", "")
                .setOutputRedirector(log)
                .setErrorRedirector(log);
        ServerSettings.ALL.forEach(builder::setServerConfig);
        return builder;
    }

    /** All majors' jars hold one resource name, which is why they are read as files. */
    private static InputStream binaries(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry binaries = zip.stream()
                    .filter(entry -> entry.getName().endsWith(".txz"))
                    .findFirst()
                    .orElseThrow(() -> new IOException(jar + " holds no server"));
            return new ByteArrayInputStream(zip.getInputStream(binaries).readAllBytes());
        }
    }

    private static void setWhoMayConnect(File dataFolder) {
        try {
            Files.writeString(dataFolder.toPath().resolve("pg_hba.conf"), WHO_MAY_CONNECT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
