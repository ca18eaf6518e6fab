package org.rowferry.watch;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Shell;

/**
 * A check of healthchecks.io, or of a service of its kind, that is told of each run. Nothing is sent but the request. The path
 * of the URL is a secret: whoever knows it can tell the service that all is well.
 *
 * @param limit how long a job waits for an answer
 */
record Ping(URI url, Duration limit) {
    private static final Duration USUAL = Duration.ofSeconds(10);
    private static final int FIRST_ERROR = 300;

    /** A request under way, on a thread of its own. */
    static final class Sent {
        private final Thread thread;
        private volatile Optional<String> problem = Optional.empty();

        private Sent(Supplier<Optional<String>> request) {
            thread = new Thread(() -> problem = request.get(), "rowferry-ping");
            thread.setDaemon(true);
        }
    }

    /**
     * Reads the URL of a check.
     *
     * @throws IllegalArgumentException if it is none; the message does not hold it
     */
    static Ping parse(String text) {
        try {
            URI url = new URI(text.strip());
            boolean http = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
            if (http && url.getHost() != null && url.getFragment() == null && url.getUserInfo() == null) {
                return new Ping(url, USUAL);
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is not a URL: " + e.getReason(), e);
        }
        throw new IllegalArgumentException("is not a URL such as https://hc-ping.com/UUID");
    }

    /** Sends a request with this behind the path of the URL, and does not wait for the answer. */
    Sent send(String behind) {
        Sent sent = new Sent(() -> problem(behind));
        sent.thread.start();
        return sent;
    }

    /** Waits for the answer, but not for long; returns what went wrong. */
    Optional<Failure> answer(Sent sent) {
        try {
            sent.thread.join(limit.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return sent.thread.isAlive()
                ? Optional.of(failure("it did not answer within " + limit.toMillis() / 1000.0 + " s"))
                : sent.problem.map(this::failure);
    }

    private Optional<String> problem(String behind) {
        try {
            HttpURLConnection connection = (HttpURLConnection) with(behind).openConnection();
            connection.setConnectTimeout((int) limit.toMillis());
            connection.setReadTimeout((int) limit.toMillis());
            connection.setUseCaches(false);
            try {
                int code = connection.getResponseCode();
                return code < 0 || code >= FIRST_ERROR ? Optional.of("it answered with " + code) : Optional.empty();
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return Optional.of(e.getClass().getSimpleName() + masked(String.valueOf(e.getMessage())));
        }
    }

    private URL with(String behind) throws MalformedURLException {
        String path = url.getRawPath() == null ? "" : url.getRawPath().replaceFirst("/+$", "");
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        return new URL(url.getScheme() + "://" + url.getRawAuthority() + path + behind + query);
    }

    private String masked(String message) {
        boolean secret =
                url.getRawPath() != null && url.getRawPath().length() > 1 && message.contains(url.getRawPath());
        return secret ? "" : ": " + message;
    }

    private Failure failure(String why) {
        return new Failure(Family.CONFIGURATION, "ping: " + url.getHost() + " was not told: " + why)
                .hint("The job itself is not affected. See if this host reaches it: curl -sS -o /dev/null "
                        + Shell.word(url.getScheme() + "://" + url.getRawAuthority() + "/"));
    }

    /** Returns the host alone. */
    @Override
    public String toString() {
        return "Ping[" + url.getHost() + "]";
    }
}
