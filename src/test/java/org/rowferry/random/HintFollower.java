package org.rowferry.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rowferry.cli.Operator.Answer;

/** Has all of a stream arrive: does what hints say for as long as something is in the way, and nothing besides. */
final class HintFollower {
    private static final int MOST_TRIES = 8;
    private static final Pattern NAMED = Pattern.compile("holds (life\\.\\S+), which the inbox (names|does not name)");
    private static final Pattern TAKE_OUT =
            Pattern.compile("(?m)^rowferry: (\\S+\\.tar\\.zst): .*\\nHINT: Take the file out of the inbox");
    private static final String NOT_SHIPPED = "no target that is exported to has a table";

    private final LifeWorld life;
    private final LifeStage stage;
    private final LifeStream stream;
    private final boolean byTheRunbook;

    /** @param byTheRunbook takes the runbook's recipe instead of hints where both sides named other tables */
    HintFollower(LifeWorld life, LifeStage stage, LifeStream stream, boolean byTheRunbook) {
        this.life = life;
        this.stage = stage;
        this.stream = stream;
        this.byTheRunbook = byTheRunbook;
    }

    /** Ends when an import ends with 0 while both sides name the same tables. */
    void take() {
        stream.setPresent(true);
        Answer answer = new Answer(0, "");
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            export(tries == 0 ? List.of("--allow-empty") : List.of());
            answer = life.importAll(stream);
            if (answer.code() == 0 && stream.imported().containsAll(stream.exported())) {
                return;
            }
            stream.imported().addAll(stream.exported());
            followTarget(answer);
        }
        throw new AssertionError("no way out for " + stream.name() + ": " + answer.text());
    }

    private void export(List<String> options) {
        Answer answer = life.export(stream, options);
        for (int tries = 0; tries < MOST_TRIES && answer.code() != 0; tries++) {
            // What the source ships no more is none of the target's business either.
            if (answer.text().contains(NOT_SHIPPED)) {
                stream.imported().retainAll(stream.exported());
                return;
            }
            followSource(answer);
            answer = life.export(stream, options);
        }
        assertThat(answer.code()).as(answer.text()).isZero();
        stream.carryAll();
    }

    private void followSource(Answer refusal) {
        Hints.statements(refusal.text()).forEach(statement -> life.run(stage.source(), statement));
        Hints.commands(refusal.text()).stream()
                .filter(command -> command.get(0).equals("generate"))
                .forEach(life::generate);
    }

    private void followTarget(Answer refusal) {
        Hints.statements(refusal.text()).forEach(statement -> life.run(stream.target(), statement));
        Hints.commands(refusal.text()).stream()
                .filter(command -> command.get(0).equals("export"))
                .forEach(command -> export(options(command)));
        followWords(refusal.text());
    }

    /** The target knows the command, and not where the source has its configuration. */
    private List<String> options(List<String> command) {
        return command.subList(1, command.size()).stream()
                .filter(word -> !Set.of("--config", "--target", stream.name()).contains(word))
                .filter(word -> !word.endsWith("exporter.yaml"))
                .toList();
    }

    /** Hints that name no command: a file of before a table was taken out or came back, and one of a life that is over. */
    private void followWords(String refusals) {
        // One file after the other: a later one may ask for the contrary.
        Matcher table = NAMED.matcher(refusals);
        if (table.find()) {
            followNamed(table);
        }
        if (followsFork(refusals)) {
            return;
        }
        Matcher file = TAKE_OUT.matcher(refusals);
        while (file.find()) {
            stream.takeOut(file.group(1));
        }
    }

    /** A restored source does not know the incarnation that its target follows. The target is to follow the present one. */
    private boolean followsFork(String refusals) {
        List<String> statements = Hints.forgetting(refusals, stage.source());
        statements.forEach(statement -> life.run(stream.target(), statement));
        return !statements.isEmpty();
    }

    private void followNamed(Matcher table) {
        if (byTheRunbook) {
            stream.imported().clear();
            stream.imported().addAll(stream.exported());
            export(reachingOverAll());
        } else if (table.group(2).equals("names")) {
            stream.imported().remove(LifeTable.named(table.group(1)));
        } else {
            stream.imported().add(LifeTable.named(table.group(1)));
        }
    }

    private List<String> reachingOverAll() {
        return stage.standings(stream).stream()
                .map(standing -> Long.valueOf(standing.get(1)))
                .min(Long::compare)
                .map(position -> List.of("--since", position.toString()))
                .orElse(List.of("--full"));
    }
}
