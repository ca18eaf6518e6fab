package org.rowferry.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** Holds commands that papers and hints show against the commands that there are. */
final class ShownCommands {
    private static final Pattern COMMAND =
            Pattern.compile("(?<![\\w/.-]|schema |-[ugo] )(?:\\./)?rowferry ([a-z](?:(?!rowferry )[^|>;`\"\n])*)");
    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");

    private final Map<String, CommandSpec> leaves = new TreeMap<>();

    ShownCommands() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        Console console = new Console(nowhere, nowhere, false);
        Wiring wiring = new Wiring(console, new Interruption(), console, Map.of());
        collect("", Rowferry.commands(new CommandFactory(wiring), "").getCommandSpec());
    }

    private void collect(String path, CommandSpec spec) {
        spec.subcommands().forEach((name, command) -> {
            if (command.getSubcommands().isEmpty()) {
                leaves.put(path + name, command.getCommandSpec());
            } else {
                collect(path + name + " ", command.getCommandSpec());
            }
        });
    }

    /** Returns every verb, as it is typed behind the program's name. */
    List<String> verbs() {
        return List.copyOf(leaves.keySet());
    }

    /** Returns what is wrong with the commands that a text shows. */
    List<String> faults(String text) {
        return COMMAND.matcher(text)
                .results()
                .map(match -> match.group(1))
                .flatMap(this::faultsOf)
                .toList();
    }

    private Stream<String> faultsOf(String command) {
        if (isGroup(command)) {
            return Stream.of();
        }
        Optional<CommandSpec> verb = verb(command);
        return verb.isEmpty()
                ? Stream.of("no such verb: rowferry " + command)
                : OPTION.matcher(command)
                        .results()
                        .map(MatchResult::group)
                        .filter(option -> verb.get().findOption(option) == null)
                        .map(option -> "no option " + option + ": rowferry " + command);
    }

    private Optional<CommandSpec> verb(String command) {
        return leaves.entrySet().stream()
                .filter(leaf -> (command + " ").matches("(?s)" + Pattern.quote(leaf.getKey()) + "[\\s,.:)'].*"))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** The word that several verbs begin with, or the placeholder of a help text. */
    private boolean isGroup(String command) {
        String word = command.strip().split("[\\s,.:)]", 2)[0];
        return leaves.keySet().stream().anyMatch(verb -> verb.startsWith(word + " "))
                && !command.strip().matches(word + " [a-z]+\\b.*");
    }
}
