package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Supplier;

/** Runs a job, and what it tells to run, until it succeeds; so too a command of a hint that fails with hints of its own. */
final class Mending {
    private static final int MOST_ROUNDS = 6;
    private static final int DEEPEST = 3;

    private final HintedHosts hosts;
    private final boolean ofSource;
    private final StringBuilder told = new StringBuilder();
    private int depth;

    Mending(HintedHosts hosts, boolean ofSource) {
        this.hosts = hosts;
        this.ofSource = ofSource;
    }

    /** Mends by the first way that the hints tell, or by the one that holds these words. */
    void run(Supplier<Operator.Answer> job, String way) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Operator.Answer answer = job.get();
            if (answer.code() == 0) {
                return;
            }
            told.append(answer.text());
            assertThat(answer.text()).contains("\nHINT: ");
            List<String> commands = chosen(Hints.of(answer), way);
            assertThat(commands).as("what can be run of:\n%s", told).isNotEmpty();
            commands.forEach(this::follow);
        }
        throw new AssertionError("it goes round in circles:\n" + told);
    }

    String told() {
        return told.toString();
    }

    private void follow(String hint) {
        told.append("RUN: ").append(hint).append('\n');
        assertThat(++depth).as(told.toString()).isLessThanOrEqualTo(DEEPEST);
        try {
            new Hints(hosts, ofSource, job -> run(job, "")).run(hint);
        } catch (AssertionError e) {
            throw new AssertionError(told.toString(), e);
        }
        depth--;
    }

    /** Returns the first way of those that the hints tell, or the one that is named. */
    private static List<String> chosen(List<String> hints, String way) {
        List<String> commands = hints.stream().filter(Hints::isCommand).toList();
        List<String> named =
                commands.stream().filter(hint -> hint.contains(way)).toList();
        if (!way.isEmpty() && !named.isEmpty()) {
            return List.of(named.get(0));
        }
        int end = 1;
        while (end < commands.size() && !commands.get(end).matches("(Or|If|Where|After|To) .*")) {
            end++;
        }
        return commands.isEmpty() ? commands : commands.subList(0, end);
    }
}
