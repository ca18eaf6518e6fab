package org.rowferry.cli;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The words that may stand where somebody who types a command asks for them: verbs, options, and the names in the
 * configuration that the command names.
 */
final class Completion {
    /** The only line where the shell itself completes names of files. */
    static final String FILES = ":files";

    private static final String CONFIG = "--config";

    private static final Map<String, String> NAMED_BY = Map.of(
            "--target", ConfiguredNames.TARGETS, "--inbox", ConfiguredNames.INBOXES, "--link", ConfiguredNames.LINKS);

    private final List<String> words;
    private final int at;
    private final CommandSpec verb;

    /**
     * Begins a completion.
     *
     * @param words the words behind the program's name; bash makes three of {@code --target=north}
     * @param at the number of the word that is typed; the first one is 0
     */
    Completion(CommandSpec program, List<String> words, int at) {
        this.words = List.copyOf(words);
        this.at = at;
        this.verb = verb(program);
    }

    private CommandSpec verb(CommandSpec program) {
        CommandSpec found = program;
        for (int i = 0; i < at; i++) {
            CommandLine next = found.subcommands().get(word(i));
            if (next == null) {
                break;
            }
            found = next.getCommandSpec();
        }
        return found;
    }

    List<String> candidates() {
        String typed = word(at);
        if (typed.equals("=") || word(at - 1).equals("=")) {
            boolean begun = !typed.equals("=");
            return values(verb.findOption(word(begun ? at - 2 : at - 1)), "", begun ? typed : "");
        }
        int equals = typed.indexOf('=');
        if (typed.startsWith("--") && equals > 0) {
            String option = typed.substring(0, equals);
            return values(verb.findOption(option), option + "=", typed.substring(equals + 1));
        }
        if (typed.startsWith("-")) {
            return starting(typed, options());
        }
        return optionBefore().map(option -> values(option, "", typed)).orElseGet(() -> starting(typed, plainWords()));
    }

    /** Returns the option whose value the word is. */
    private Optional<OptionSpec> optionBefore() {
        for (int i = at - 1; i >= 0; i--) {
            OptionSpec option = verb.findOption(word(i));
            if (option != null) {
                return Optional.of(option).filter(found -> found.arity().max() >= 1);
            }
            if (at - i > 1 && word(i).startsWith("-")) {
                break;
            }
        }
        return Optional.empty();
    }

    private Collection<String> options() {
        return verb.options().stream()
                .filter(option -> !option.hidden())
                .map(OptionSpec::longestName)
                .toList();
    }

    private Collection<String> plainWords() {
        Set<String> plain = new LinkedHashSet<>(verb.subcommands().keySet());
        verb.positionalParameters().forEach(parameter -> plain.addAll(valuesOf(parameter)));
        return plain.isEmpty() ? options() : plain;
    }

    private static List<String> starting(String typed, Collection<String> all) {
        return all.contains(FILES)
                ? List.of(FILES)
                : all.stream().filter(word -> word.startsWith(typed)).toList();
    }

    private List<String> values(@Nullable OptionSpec option, String before, String typed) {
        if (option == null) {
            return List.of();
        }
        List<String> values = starting(typed, valuesOf(option));
        return values.contains(FILES)
                ? values
                : values.stream().map(value -> before + value).toList();
    }

    private Collection<String> valuesOf(ArgSpec argument) {
        return switch (argument.paramLabel()) {
            case "TABLE" -> configured().tables();
            case "NAME", "URL|NAME" -> named((OptionSpec) argument);
            case "FILE", "DIR", "BUNDLE", "FILE|TABLE:BUCKETS" -> List.of(FILES);
            case "SHELL" -> CompletionCommand.SHELLS;
            case "FORM" ->
                Stream.of(ProgressForm.values())
                        .map(form -> form.name().toLowerCase(Locale.ROOT))
                        .toList();
            case "COMMAND" -> verb.root().subcommands().keySet();
            default -> List.of();
        };
    }

    private Collection<String> named(OptionSpec option) {
        String kind = NAMED_BY.get(option.longestName());
        return kind == null ? List.of() : configured().of(kind);
    }

    /** A configuration may be named behind the word, too. */
    private ConfiguredNames configured() {
        Set<Path> files = new LinkedHashSet<>();
        for (int i = 0; i < words.size(); i++) {
            if (word(i).startsWith(CONFIG + "=")) {
                files.add(file(word(i).substring(CONFIG.length() + 1)));
            } else if (word(i).equals(CONFIG)) {
                files.add(file(word(word(i + 1).equals("=") ? i + 2 : i + 1)));
            }
        }
        return new ConfiguredNames(files);
    }

    private static Path file(String word) {
        return Path.of(word.startsWith("~/") ? System.getProperty("user.home") + word.substring(1) : word);
    }

    private String word(int i) {
        return i >= 0 && i < words.size() ? words.get(i) : "";
    }
}
