package org.rowferry.random;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes out of what the product prints the commands that its hints name, as an operator copies them. */
final class Hints {
    private static final Pattern HINT = Pattern.compile("(?ms)^HINT: (.*?)(?=^HINT: |^rowferry: |\\z)");
    private static final Pattern COMMAND =
            Pattern.compile("rowferry ((?:export|generate|import)\\b.*)", Pattern.DOTALL);
    private static final Pattern STATEMENT = Pattern.compile(
            "(?s)HINT: (?:Run as the owner|To empty [^:]*, run on the target): ((?:grant|alter|update) (?:\"[^\"]*\"|[^;\"])*;)");
    private static final Pattern FORK = Pattern.compile(
            "(?m)comes from another source, (\\S+), while .*\\nHINT: .* first: (delete from rowferry\\.import_tracking [^;]*;)");
    private static final Pattern WORD = Pattern.compile("\\s*((?:\\$'(?:\\\\.|[^'\\\\])*'|'[^']*'|\\\\'|[^\\s'])+)");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:x([0-7][0-9a-f])|(.))");
    private static final Pattern ESCAPED = Pattern.compile("\\$'((?:\\\\.|[^'\\\\])*)'");

    private Hints() {}

    /** Returns the commands, each a list of words with the quotes taken off. */
    static List<List<String>> commands(String text) {
        List<List<String>> commands = new ArrayList<>();
        Matcher hint = HINT.matcher(text);
        while (hint.find()) {
            Matcher command = COMMAND.matcher(hint.group(1));
            if (command.find()) {
                commands.add(words(command.group(1)));
            }
        }
        return commands.stream().distinct().toList();
    }

    /** Returns the statements that have a target follow the source's present incarnation, where a file of it says so. */
    static List<String> forgetting(String text, Side source) {
        String present = source.superuser().value("select id from rowferry.incarnation order by ordinal desc limit 1");
        return FORK.matcher(text)
                .results()
                .filter(fork -> fork.group(1).equals(present))
                .map(fork -> fork.group(2))
                .distinct()
                .toList();
    }

    /** Returns the statements that the owner of a table is to run. */
    static List<String> statements(String text) {
        return STATEMENT
                .matcher(text)
                .results()
                .map(statement -> statement.group(1))
                .distinct()
                .toList();
    }

    /** A command ends with its line, or where the sentence goes on. */
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(text);
        while (word.lookingAt()) {
            String bare = word.group(1);
            if (bare.matches("and|or|then|,")) {
                break;
            }
            boolean last = bare.matches("(?s).*[.,;:]");
            words.add(unquoted(last ? bare.substring(0, bare.length() - 1) : bare));
            if (last || text.startsWith("\n", word.end())) {
                break;
            }
            word.region(word.end(), text.length());
        }
        return words;
    }

    /** Bash's quotes for what a line cannot hold are the whole word. */
    private static String unquoted(String word) {
        Matcher escaped = ESCAPED.matcher(word);
        return escaped.matches()
                ? ESCAPE.matcher(escaped.group(1))
                        .replaceAll(one -> Matcher.quoteReplacement(
                                one.group(1) == null
                                        ? ("\\" + one.group(2)).translateEscapes()
                                        : Character.toString(Integer.parseInt(one.group(1), 16))))
                : plain(word);
    }

    private static String plain(String word) {
        StringBuilder bare = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '\'') {
                quoted = !quoted;
            } else if (c == '\\' && !quoted && i + 1 < word.length()) {
                bare.append(word.charAt(++i));
            } else {
                bare.append(c);
            }
        }
        return bare.toString();
    }
}
