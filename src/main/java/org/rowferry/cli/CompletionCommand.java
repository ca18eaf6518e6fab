package org.rowferry.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the script that completes commands and options in bash and zsh. */
@Command(
        name = "completion",
        description = "Prints the script for completion in bash and zsh.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = "  source <(rowferry completion)")
final class CompletionCommand implements Runnable {
    private final Wiring wiring;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    CompletionCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public void run() {
        wiring.console().printScript(AutoComplete.bash("rowferry", spec.root().commandLine()));
    }
}
