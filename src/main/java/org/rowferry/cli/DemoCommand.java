package org.rowferry.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.rowferry.cli.demo.Demo;
import org.rowferry.cli.demo.Stage;
import org.rowferry.connection.Endpoint;
import org.rowferry.postgres.Database;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the whole way on two servers of its own. */
@Command(
        name = "demo",
        description = {
            "Shows Rowferry on two PostgreSQL servers of different majors: creates a small shop on one, and sends it to"
                    + " the other, first in full, then the changes of several sessions.",
            "Compares every table and prints every command.",
            "Runs in a checkout of the sources, whose build brings the servers. Writes only into a temporary folder."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = "  rowferry demo --keep")
final class DemoCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Option(
            names = "--keep",
            description = "Leaves the servers running, and prints how to connect and how to stop them.")
    private boolean keep;

    DemoCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        try {
            Demo.run(new OnThisConsole(wiring), keep);
            return ExitCode.OK.number();
        } catch (VerbFailed e) {
            return e.code;
        }
    }

    /** A verb has said itself what is wrong; what is left is to end as it did. */
    private static final class VerbFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int code;

        private VerbFailed(int code) {
            super("a verb ended with " + code);
            this.code = code;
        }
    }

    /** The demo's stage is the console that the command was given. */
    private record OnThisConsole(Wiring wiring) implements Stage {
        @Override
        public void say(String line) {
            wiring.console().print(line);
        }

        @Override
        public void run(List<String> words, Map<String, String> environment) {
            Wiring typed = new Wiring(wiring.console(), wiring.interruption(), wiring.journal(), environment);
            int code = Main.run(typed, words.toArray(String[]::new));
            if (code != ExitCode.OK.number()) {
                throw new VerbFailed(code);
            }
        }

        @Override
        public Database database(Endpoint endpoint, Family side) {
            return wiring.database(endpoint, side);
        }

        @Override
        public void refuseInterrupted() {
            if (wiring.interruption().happened()) {
                throw new Failure(Family.BUSY, "the demo was interrupted");
            }
        }
    }
}
