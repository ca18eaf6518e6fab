package org.rowferry.testing;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.testcontainers.DockerClientFactory;

/**
 * Two PostgreSQL servers for all tests of a JVM, of the oldest and of the newest supported major, and one of each major
 * between them for the tests that ask.
 *
 * <p>The two start when the first test asks, both at once, and all stop when the JVM ends. They are official images where
 * Docker answers, and the embedded servers of the build elsewhere.
 */
public final class Servers {
    private static final Function<String, Server> START;
    private static final CompletableFuture<Server> OLDEST;
    private static final CompletableFuture<Server> NEWEST;
    private static final Map<Integer, Server> BETWEEN = new ConcurrentHashMap<>();

    static {
        if (DockerClientFactory.instance().isDockerAvailable()) {
            START = major -> ContainerServer.start("postgres:" + major);
            OLDEST = start("13");
            NEWEST = start("18");
        } else {
            START = EmbeddedServers.ofBuild()::start;
            OLDEST = start("oldest");
            NEWEST = start("newest");
        }
    }

    private Servers() {}

    public static Server oldest() {
        return OLDEST.join();
    }

    public static Server newest() {
        return NEWEST.join();
    }

    /** Returns the server of a major from 14 to 17. */
    public static Server between(int major) {
        return BETWEEN.computeIfAbsent(major, wanted -> START.apply(Integer.toString(wanted)));
    }

    private static CompletableFuture<Server> start(String major) {
        return CompletableFuture.supplyAsync(() -> START.apply(major));
    }
}
