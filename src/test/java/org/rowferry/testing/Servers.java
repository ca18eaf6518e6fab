package org.rowferry.testing;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.testcontainers.DockerClientFactory;

/**
 * Two PostgreSQL servers for all tests of a JVM, of the oldest and of the newest supported major.
 *
 * <p>They start when the first test asks, both at once, and stop when the JVM ends. They are official images where
 * Docker answers, and the embedded servers of the build elsewhere.
 */
public final class Servers {
    private static final CompletableFuture<Server> OLDEST;
    private static final CompletableFuture<Server> NEWEST;

    static {
        if (DockerClientFactory.instance().isDockerAvailable()) {
            OLDEST = start(() -> ContainerServer.start("postgres:13"));
            NEWEST = start(() -> ContainerServer.start("postgres:18"));
        } else {
            EmbeddedServers embedded = EmbeddedServers.ofBuild();
            OLDEST = start(() -> embedded.start("oldest"));
            NEWEST = start(() -> embedded.start("newest"));
        }
    }

    private Servers() {}

    public static Server oldest() {
        return OLDEST.join();
    }

    public static Server newest() {
        return NEWEST.join();
    }

    private static CompletableFuture<Server> start(Supplier<Server> start) {
        return CompletableFuture.supplyAsync(start);
    }
}
