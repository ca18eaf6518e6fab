package org.rowferry.cli.demo;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.rowferry.report.Failure;

/** The source and the target of the demo, in a folder of their own; closing stops both and deletes the folder. */
final class DemoServers implements AutoCloseable {
    private final DemoFolder folder;
    private final DemoServer source;
    private final DemoServer target;
    private boolean kept;

    private DemoServers(DemoFolder folder, DemoServer source, DemoServer target) {
        this.folder = folder;
        this.source = source;
        this.target = target;
    }

    /** Starts both at once, and leaves nothing behind where one does not start. */
    static DemoServers start(Stage stage, Binaries binaries) {
        // Its library would complain on the terminal that nobody reads what it logs.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        DemoFolder folder = DemoFolder.make();
        binaries.unpacked(folder.path()).sweep();
        CompletableFuture<DemoServer> source =
                CompletableFuture.supplyAsync(() -> DemoServer.start(binaries, "oldest", folder, "source", "shop"));
        CompletableFuture<DemoServer> target = CompletableFuture.supplyAsync(
                () -> DemoServer.start(binaries, "newest", folder, "target", "warehouse"));
        boolean started = false;
        try {
            DemoServers servers = new DemoServers(folder, join(source), join(target));
            servers.shutDoors(stage);
            started = true;
            return servers;
        } finally {
            if (!started) {
                stop(source);
                stop(target);
                folder.delete();
            }
        }
    }

    DemoFolder folder() {
        return folder;
    }

    String source() {
        return source.url();
    }

    String target() {
        return target.url();
    }

    /** Leaves both servers and the folder there when this is closed. */
    void keep() {
        kept = true;
    }

    @Override
    public void close() {
        if (kept) {
            return;
        }
        source.close();
        target.close();
        folder.delete();
    }

    private void shutDoors(Stage stage) {
        // Also for a demo that is killed, whose servers go on.
        folder.write("stop", DemoFiles.stopScript(folder));
        String password = UUID.randomUUID().toString();
        folder.write("pgpass", DemoFiles.passwords(List.of(source.port(), target.port()), password));
        source.admitOnly(stage, folder, "source", password);
        target.admitOnly(stage, folder, "target", password);
    }

    private static DemoServer join(CompletableFuture<DemoServer> starting) {
        try {
            return starting.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Failure failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** Waits for a start that is under way, so that no server is left behind. */
    private static void stop(CompletableFuture<DemoServer> starting) {
        starting.handle((server, failed) -> {
                    if (failed == null) {
                        server.close();
                    }
                    return failed == null;
                })
                .join();
    }
}
