package org.rowferry.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.config.Configuration;
import org.rowferry.report.Failure;
import org.rowferry.report.Journal;
import org.rowferry.report.Progress;

/** Commands of the operator, which are real processes, and a service that is pinged, which is a real server. */
@Timeout(60)
class NotificationsTest {
    private static final Instant NIGHT = Instant.parse("2026-03-01T04:30:00Z");
    private static final Job JOB =
            new Job("import", Path.of("/etc/rowferry/importer.yaml"), false, Map.of("shop", Set.of("public.orders")));

    private static final Path GOLDEN = Path.of("src/test/resources/org/rowferry/cli/json/import.json");
    private static final List<Run.Bundle> BUNDLES = List.of(new Run.Bundle(
            "reporting-0000000042.tar.zst", 42, Run.BundleOutcome.APPLIED, Optional.of(1_843L), List.of()));

    @TempDir
    private Path folder;

    private final List<Failure> warnings = Collections.synchronizedList(new ArrayList<>());

    private final Journal journal = new Journal() {
        @Override
        public void say(String line) {}

        @Override
        public void warn(Failure problem) {
            warnings.add(problem);
        }

        @Override
        public void step(String name) {}

        @Override
        public void moved(Progress progress) {}
    };

    private WatchSettings settings(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("told.yaml"), yaml.replace("DIR", folder.toString()));
        Configuration configuration = Configuration.read(file);
        WatchSettings settings = WatchSettings.read(configuration.root());
        configuration.finish();
        return settings;
    }

    private Optional<Failure> run(String yaml, int code, TableCount... tables) throws IOException {
        return run(settings(yaml), code, tables);
    }

    private Optional<Failure> run(WatchSettings settings, int code, TableCount... tables) {
        Run.Moved moved = new Run.Moved(
                Optional.of(42L),
                Optional.of(NIGHT.minusSeconds(10_800)),
                Optional.empty(),
                BUNDLES,
                List.of(tables),
                List.of());
        Run.Part part = new Run.Part("shop", NIGHT, NIGHT.plusSeconds(30), code, told(code), moved);
        Watch watch = new Watch(JOB, settings, journal);
        watch.begin(NIGHT);
        return watch.end(new Run(JOB, NIGHT, NIGHT.plusSeconds(30), code, Run.Told.NOTHING, List.of(part)), List.of());
    }

    private static Run.Told told(int code) {
        return code == 0
                ? Run.Told.NOTHING
                : new Run.Told(List.of(new Run.Problem("it \"failed\"\n", List.of())), List.of(), List.of());
    }

    private static TableCount written(String table, long deleted, long updated, long inserted) {
        return new TableCount(
                table,
                false,
                deleted + updated + inserted,
                updated + inserted,
                Optional.of(612L),
                Duration.ofMillis(35),
                Optional.of(new TableCount.Written(deleted, updated, inserted, 0)));
    }

    @Test
    void command_readsTheDocumentThatJsonPrints() throws IOException {
        run(
                "on-success: ['cat > DIR/told.json']",
                0,
                written("public.orders", 1, 2, 4),
                written("public.unchanged", 0, 0, 0));
        if ("write".equals(System.getProperty("rowferry.golden"))) {
            Files.copy(folder.resolve("told.json"), GOLDEN, StandardCopyOption.REPLACE_EXISTING);
        }
        assertThat(folder.resolve("told.json")).hasContent(Files.readString(GOLDEN));
        assertThat(Files.readString(Path.of("docs/json.md"))).contains("```json\n" + Files.readString(GOLDEN) + "```");
    }

    @Test
    void eachEvent_runsItsOwnCommands() throws IOException {
        String yaml = """
                on-success: [echo success >> DIR/log]
                on-failure: [echo failure >> DIR/log, echo too >> DIR/log]
                on-change: [echo change >> DIR/log]
                """;
        run(yaml, 0);
        assertThat(log()).containsExactly("success");
        run(yaml, 0, written("public.orders", 0, 1, 0));
        assertThat(log()).containsExactly("success", "success", "change");
        run(yaml, 7, written("public.orders", 0, 1, 0));
        assertThat(log()).containsExactly("success", "success", "change", "failure", "too", "change");
        run(yaml, 7, written("public.orders", 0, 0, 0));
        assertThat(log()).hasSize(8);
        assertThat(warnings).isEmpty();
    }

    private List<String> log() throws IOException {
        return Files.readAllLines(folder.resolve("log"));
    }

    @Test
    void commandThatFails_isReportedWithItsLastWords_andIsNoFailureUnlessItIsRequired() throws IOException {
        assertThat(run("on-success: ['echo one; echo the disk is full >&2; exit 3']", 0))
                .isEmpty();
        assertThat(warnings).singleElement().satisfies(warning -> {
            assertThat(warning).hasMessage("on-success: echo ended with exit code 3: the disk is full");
            assertThat(warning.hints()).singleElement().asString().contains("sh -c");
        });
        assertThat(run("on-success: [{ run: /none/of it, required: true }, touch DIR/next]", 0))
                .hasValueSatisfying(failure ->
                        assertThat(failure).hasMessageStartingWith("on-success: /none/of ended with exit code 127"));
        assertThat(folder.resolve("next")).exists();
    }

    @Test
    void commandThatTakesTooLong_isStoppedWithItsChildren() throws IOException {
        long began = System.nanoTime();
        run("on-success: [{ run: 'echo $$ > DIR/pid; sleep 300 & sleep 300', time-limit: 1s }]", 0);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
        assertThat(warnings)
                .singleElement()
                .satisfies(warning ->
                        assertThat(warning).hasMessage("on-success: echo did not end within 1.0 s, and was stopped"));
        long shell = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        await().atMost(10, TimeUnit.SECONDS)
                .until(() ->
                        ProcessHandle.of(shell).filter(ProcessHandle::isAlive).isEmpty());
    }

    /** More JSON than a pipe holds, and more output; a child that goes on keeps the pipe open. */
    @Test
    void commandThatReadsNothingAndSaysMuch_holdsNobody() throws IOException {
        TableCount[] many = new TableCount[5_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = written("public.table_" + i, 0, 1, 0);
        }
        run("on-change: ['yes | head -c 1000000; sleep 5 & exit 0']", 0, many);
        assertThat(warnings).isEmpty();
    }

    @Test
    void service_isPingedAtTheStartAndAtTheEnd() throws IOException {
        List<String> requests = Collections.synchronizedList(new ArrayList<>());
        HttpServer server = server(requests, 200);
        try {
            String ping = "ping: http://127.0.0.1:" + server.getAddress().getPort() + "/ping/uuid/?rid=1";
            run(ping, 0);
            run(ping, 7);
            assertThat(requests)
                    .containsExactly(
                            "GET /ping/uuid/start?rid=1",
                            "GET /ping/uuid?rid=1",
                            "GET /ping/uuid/start?rid=1",
                            "GET /ping/uuid/fail?rid=1");
            assertThat(warnings).isEmpty();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void serviceThatAnswersWithAnError_isReportedWithoutTheSecretOfItsUrl() throws IOException {
        HttpServer server = server(new ArrayList<>(), 404);
        try {
            run("ping: http://127.0.0.1:" + server.getAddress().getPort() + "/secret", 0);
        } finally {
            server.stop(0);
        }
        // And one that nobody listens at any more.
        run("ping: http://127.0.0.1:" + server.getAddress().getPort() + "/secret", 0);
        assertThat(warnings).hasSize(2).allSatisfy(warning -> {
            assertThat(warning).hasMessageStartingWith("ping: 127.0.0.1 was not told: ");
            assertThat(warning.getMessage() + warning.hints()).doesNotContain("secret");
        });
        assertThat(warnings.get(0)).hasMessageEndingWith("it answered with 404");
    }

    /** It takes the connection, and says nothing. */
    @Test
    void serviceThatDoesNotAnswer_holdsNobodyForLong() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            long began = System.nanoTime();
            URI url = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
            Ping ping = new Ping(url, Duration.ofMillis(300));
            run(new WatchSettings(Optional.empty(), List.of(), Optional.of(ping)), 0);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        }
        assertThat(warnings)
                .singleElement()
                .satisfies(warning -> assertThat(warning).hasMessageStartingWith("ping: 127.0.0.1 was not told: "));
    }

    private static HttpServer server(List<String> requests, int code) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            exchange.sendResponseHeaders(code, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test
    void urlThatIsNone_isAProblemWithoutTheUrl() {
        assertThat(catchThrowable(() -> settings("ping: ftp://example.org/secret")))
                .hasMessageContaining("ping: is not a URL such as https://hc-ping.com/UUID")
                .message()
                .doesNotContain("secret");
    }
}
