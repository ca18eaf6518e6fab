package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rowferry.testing.TestDatabase;

/** Takes the hints out of what a command has said, and runs those that are commands, each by the role that it is for. */
final class Hints {
    private static final Pattern ROWFERRY =
            Pattern.compile("rowferry (?:generate|export|import|sync|status|inspect) (?:'[^']*'|\\\\'|[^;'])*");
    private static final Pattern PSQL = Pattern.compile("psql -X -v ON_ERROR_STOP=1 -f (\\S+) (\\S+)$");
    private static final Pattern STATEMENT = Pattern.compile(
            ": ((?:alter|grant|create|drop|delete|update|commit|rollback|select|revoke) .*;)$", Pattern.DOTALL);
    private static final Pattern SHELL = Pattern.compile("(?:: |')((?:chmod|echo|mv|ls|\\(umask) [^;]*?)(?:'\\.)?$");
    private static final Pattern ROLE = Pattern.compile("\\bas (\\w+)(?:, with|,|:)");
    private static final Pattern WORD = Pattern.compile("(?:\\\\'|'[^']*'|[^\\s'])+");

    private final HintedHosts hosts;
    private final boolean ofSource;
    private final Consumer<Supplier<Operator.Answer>> mending;

    /** Runs hints of a job on one side; a command of theirs that may fail is left to {@code mending}. */
    Hints(HintedHosts hosts, boolean ofSource, Consumer<Supplier<Operator.Answer>> mending) {
        this.hosts = hosts;
        this.ofSource = ofSource;
        this.mending = mending;
    }

    static List<String> of(Operator.Answer answer) {
        return answer.text()
                .lines()
                .filter(line -> line.startsWith("HINT: "))
                .map(line -> line.substring("HINT: ".length()))
                .toList();
    }

    /** Returns whether a hint holds something to run; an ellipsis is for the reader to fill in. */
    static boolean isCommand(String hint) {
        return !hint.contains("…")
                && (ROWFERRY.matcher(hint).find()
                        || PSQL.matcher(hint).find()
                        || STATEMENT.matcher(hint).find()
                        || SHELL.matcher(hint).find());
    }

    /** Runs what a hint tells. */
    void run(String hint) {
        Matcher rowferry = ROWFERRY.matcher(hint);
        Matcher psql = PSQL.matcher(hint);
        Matcher statement = STATEMENT.matcher(hint);
        Matcher shell = SHELL.matcher(hint);
        if (rowferry.find()) {
            do {
                rowferry(rowferry.group().strip());
            } while (rowferry.find());
        } else if (psql.find()) {
            script(psql.group(1), psql.group(2));
        } else if (statement.find()) {
            database(hint).execute(statement.group(1));
        } else if (shell.find()) {
            hosts.shell(shell.group(1).replace(":PASSWORD", ":another"));
        }
    }

    /** What is for the other host names that host's file and, since nobody here knows it, no database. */
    private void rowferry(String command) {
        String known = command.replace(
                        "/etc/rowferry/exporter.yaml",
                        "'" + hosts.exporterFile().toString().replace("'", "'\\''") + "'")
                .replace(
                        "//OWNER@HOST:PORT/DATABASE",
                        HintedHosts.url(hosts.source(), "OWNER").substring("postgresql:".length()))
                .replace("--source postgresql://OWNER@", "--source postgresql://" + HintedHosts.SOURCE_OWNER + "@")
                .replace("--target postgresql://OWNER@", "--target postgresql://" + HintedHosts.TARGET_OWNER + "@");
        List<String> words = words(known.substring("rowferry ".length()));
        Optional<Path> to = Optional.empty();
        int redirect = words.indexOf(">");
        if (redirect >= 0) {
            to = Optional.of(hosts.folder().resolve(words.get(redirect + 1)));
            words = words.subList(0, redirect);
        }
        String[] typed = words.toArray(String[]::new);
        StringBuilder printed = new StringBuilder();
        mending.accept(() -> {
            Operator.Answer answer = hosts.types(typed);
            printed.setLength(0);
            printed.append(answer.text());
            return answer;
        });
        to.ifPresent(file -> write(file, printed.toString()));
        hosts.carry();
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Splits as a POSIX shell does. */
    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command);
        while (word.find()) {
            words.add(word.group().replace("\\'", "\0").replace("'", "").replace('\0', '\''));
        }
        return words;
    }

    private void script(String file, String url) {
        assertThat(url).startsWith("postgresql://OWNER@");
        try {
            HintedHosts.owner(hosts.target(), HintedHosts.TARGET_OWNER)
                    // The words that psql keeps to itself.
                    .execute(Files.readString(hosts.folder().resolve(file)).replaceAll("(?m)^\\\\.*", ""));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** An owner runs it, unless the hint says another. */
    private TestDatabase database(String hint) {
        TestDatabase side = ofSource ? hosts.source() : hosts.target();
        if (hint.contains("as a superuser") || hint.contains("as the database's owner")) {
            return side;
        }
        Matcher role = ROLE.matcher(hint);
        if (role.find() && !role.group(1).matches("the|its|a")) {
            return role.group(1).equals("postgres") ? side : side.as(role.group(1));
        }
        return side.as(ofSource ? HintedHosts.SOURCE_OWNER : HintedHosts.TARGET_OWNER);
    }
}
