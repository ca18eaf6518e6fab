package org.rowferry.watch;

import java.time.Duration;
import java.util.List;
import org.rowferry.config.Section;

/**
 * A command of the operator's that is run when a run has ended.
 *
 * @param event the key of the configuration that it stands under
 * @param command a command line for the shell
 * @param timeLimit how long it may take
 * @param required whether its failure has an exit code
 */
record Hook(String event, String command, Duration timeLimit, boolean required) {
    private static final Duration USUAL = Duration.ofMinutes(1);

    /** Reads the commands for one event, each a text or a map. */
    static List<Hook> read(Section root, String event) {
        return root.entries(event, "run").stream()
                .map(entry -> new Hook(
                        event,
                        entry.requiredText("run"),
                        entry.duration("time-limit", USUAL),
                        entry.flag("required", false)))
                .toList();
    }

    /** Returns how it is named in messages: the whole command may be long, and its options may be secrets. */
    String program() {
        return command.strip().split("\\s+", 2)[0];
    }
}
