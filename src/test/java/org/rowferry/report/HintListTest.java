package org.rowferry.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The hints that hold nothing to run, each of which somebody has looked at. A new one fails here: give it a command, or
 * have the list written anew with {@code -Drowferry.golden=write}.
 */
class HintListTest {
    private static final Path LIST = Path.of("src/test/resources/org/rowferry/report/hints-without-a-command.txt");
    private static final Pattern COMMAND = Pattern.compile("Invocation\\.|[gG]enerate\\(|[fF]ull\\("
            + "|\\b(alter|create|drop|grant|revoke|select|update|delete|commit|rollback) [a-z(']"
            + "|\\b(psql|rowferry|chmod|echo|ls|mv|df|iconv|sha256sum|pg_isready"
            + "|setfacl|findmnt|createdb|rsync|systemctl|head|curl|journalctl)\\b");

    @Test
    void hintsThatAreNoCommands_areThoseThatWereLookedAt() throws IOException {
        List<String> found;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            found = files.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(file -> hints(read(file)).stream())
                    .filter(hint -> !COMMAND.matcher(hint).find())
                    .distinct()
                    .sorted()
                    .toList();
        }
        if ("write".equals(System.getProperty("rowferry.golden"))) {
            Files.createDirectories(LIST.getParent());
            Files.write(LIST, found);
        }
        assertThat(found).containsExactlyElementsOf(Files.readAllLines(LIST));
    }

    /** Returns the arguments of each call of {@code hint}, on one line and as they stand. */
    private static List<String> hints(String source) {
        List<String> hints = new ArrayList<>();
        for (int at = source.indexOf(".hint("); at >= 0; at = source.indexOf(".hint(", at + 1)) {
            int begin = at + ".hint(".length();
            String arguments = source.substring(begin, end(source, begin));
            hints.add(arguments.replaceAll("\\s+", " ").replace("\" + \"", "").strip());
        }
        return hints;
    }

    /** Returns where the bracket closes that opened before; those in texts do not count. */
    private static int end(String source, int begin) {
        int depth = 1;
        boolean quoted = false;
        for (int at = begin; ; at++) {
            char c = source.charAt(at);
            if (c == '"' && source.charAt(at - 1) != '\\') {
                quoted = !quoted;
            } else if (!quoted && c == '(') {
                depth++;
            } else if (!quoted && c == ')' && --depth == 0) {
                return at;
            }
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
