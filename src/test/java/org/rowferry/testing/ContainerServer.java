package org.rowferry.testing;

import java.util.ArrayList;
import java.util.List;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** A server in a container of an official image, which Testcontainers removes after the JVM has ended. */
final class ContainerServer {
    private ContainerServer() {}

    /** Nobody closes the container: it belongs to the JVM, and Testcontainers' reaper outlives that. */
    @SuppressWarnings("resource")
    static Server start(String image) {
        List<String> command = new ArrayList<>(List.of("postgres"));
        ServerSettings.ALL.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        PostgreSQLContainer container = new PostgreSQLContainer(image)
                .withUsername(ServerSettings.SUPERUSER)
                .withPassword(ServerSettings.PASSWORD)
                .withDatabaseName("postgres")
                .withEnv("POSTGRES_INITDB_ARGS", "--encoding=UTF8 --locale=" + ServerSettings.LOCALE)
                .withCommand(command.toArray(String[]::new));
        container.start();
        return new Server(container.getHost(), container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT));
    }
}
