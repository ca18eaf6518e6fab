package org.rowferry.report;

import java.util.List;
import java.util.Optional;

/**
 * One line of a check.
 *
 * @param check the kind of check, which programs may rely on: {@code rights}
 * @param subject the object that was looked at: {@code public.orders}
 * @param words the facts, where it passes
 * @param problem the failure, with the commands that help; empty where it passes
 */
public record Finding(String check, String subject, Level level, String words, Optional<Failure> problem) {
    public Finding {
        if (problem.isPresent() == (level == Level.OK)) {
            throw new IllegalArgumentException("a finding has a problem unless it is OK");
        }
    }

    static Finding ok(String check, String subject, String words) {
        return new Finding(check, subject, Level.OK, words, Optional.empty());
    }

    static Finding warn(String check, String subject, Failure problem) {
        return new Finding(check, subject, Level.WARN, "", Optional.of(problem));
    }

    static Finding fail(String check, String subject, Failure problem) {
        return new Finding(check, subject, Level.FAIL, "", Optional.of(problem));
    }

    /** Returns the family with whose exit code a job would end for it; empty where it would not. */
    public Optional<Family> family() {
        return level == Level.FAIL ? problem.map(Failure::family) : Optional.empty();
    }

    /** Returns the first line of what the check found, with the subject before it unless it is named there. */
    public String firstLine() {
        String first = lines().get(0);
        return (first.contains(subject) ? "" : subject + ": ") + first;
    }

    /** Returns what the check found, with each thing that the problem lists on a line of its own. */
    public List<String> lines() {
        return problem.map(Failure::lines).orElseGet(() -> List.of(words));
    }
}
