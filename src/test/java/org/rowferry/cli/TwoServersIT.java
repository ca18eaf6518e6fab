package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** One name leads to two servers, as a list of hosts or a balancer does: an export takes nothing from both. */
final class TwoServersIT {
    @TempDir
    private Path folder;

    /** The ledger's session is on one server; those that read tables would read the other's. */
    @Test
    void sessionsThatReachAnotherServerThanTheLedgers_endTheExport() throws IOException {
        Server one = Servers.oldest();
        try (ShopPipeline ferry = ShopPipeline.between(one, Servers.newest(), folder);
                TestDatabase elsewhere = Servers.newest().newDatabase("elsewhere");
                Balancer balancer = new Balancer(one)) {
            ferry.exportAndImport();
            ferry.source().execute("update shop.notes set body = 'changed'");
            elsewhere.execute("create database " + ferry.source().name());
            ShopPipeline.write(
                    ferry.exporterYaml(),
                    ferry.exporter("0s").replace(":" + one.port() + "/", ":" + balancer.port() + "/"));
            List<Path> before = Bundles.in(ferry.outbox());

            Ran ran = Ran.beside(
                    step -> {
                        if (step.equals("locked")) {
                            balancer.leadTo(elsewhere.server());
                        }
                    },
                    System.getenv(),
                    ferry.exporting());

            elsewhere.execute("drop database " + ferry.source().name() + " with (force)");
            ran.assertRefused(ExitCode.SOURCE, "two sessions of one export reached different servers")
                    .assertSays("target_session_attrs=read-write");
            assertThat(Bundles.in(ferry.outbox())).isEqualTo(before);
            ShopPipeline.write(ferry.exporterYaml(), ferry.exporter("0s"));
            ferry.exportAndImport();
            ferry.assertEqual();
        }
    }

    /** Passes bytes on, for each connection to the server that it leads to by then. */
    private static final class Balancer implements AutoCloseable {
        private final ServerSocket listening = new ServerSocket(0);
        private volatile Server goal;

        Balancer(Server goal) throws IOException {
            this.goal = goal;
            daemon(this::accept);
        }

        int port() {
            return listening.getLocalPort();
        }

        void leadTo(Server other) {
            goal = other;
        }

        private static void daemon(Runnable work) {
            Thread thread = new Thread(work, "balancer");
            thread.setDaemon(true);
            thread.start();
        }

        private void accept() {
            try {
                while (true) {
                    Socket client = listening.accept();
                    Socket server = new Socket(goal.host(), goal.port());
                    daemon(() -> pass(client, server));
                    daemon(() -> pass(server, client));
                }
            } catch (IOException closed) {
                return;
            }
        }

        private static void pass(Socket from, Socket to) {
            try (from;
                    to) {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException ended) {
                return;
            }
        }

        @Override
        public void close() {
            try {
                listening.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
