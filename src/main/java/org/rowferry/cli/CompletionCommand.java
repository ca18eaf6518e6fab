package org.rowferry.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the script that completes commands, options and configured names in a shell, and answers what that script asks. */
@Command(
        name = "completion",
        description = "Prints the script that completes commands, options, and names of the configuration.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {
            "  source <(rowferry completion bash)",
            "  source <(rowferry completion zsh)",
            "  rowferry completion fish | source"
        })
final class CompletionCommand implements Runnable {
    static final List<String> SHELLS = List.of("bash", "zsh", "fish");

    private final Wiring wiring;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--at",
            hidden = true,
            paramLabel = "N",
            description = "Prints the candidates for this word of a command.")
    private @Nullable Integer at;

    @Parameters(arity = "1..*", paramLabel = "SHELL", description = "bash, zsh or fish.")
    private List<String> words = new ArrayList<>();

    CompletionCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public void run() {
        if (at != null) {
            new Completion(spec.root(), words, at).candidates().forEach(wiring.console()::printScript);
        } else if (words.size() == 1 && SHELLS.contains(words.get(0))) {
            wiring.console().printScript(script(words.get(0)));
        } else {
            throw new Failure(Family.USAGE, "there is no completion for the shell " + String.join(" ", words))
                    .hint("The shells are " + String.join(", ", SHELLS) + ": rowferry completion bash");
        }
    }

    private static String script(String shell) {
        String resource = "/org/rowferry/completion/rowferry." + shell;
        try (InputStream in = Objects.requireNonNull(CompletionCommand.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
