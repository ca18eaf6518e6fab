package org.rowferry.check;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rowferry.report.Family;
import org.rowferry.report.Finding;
import org.rowferry.report.Findings;
import org.rowferry.report.Level;
import org.rowferry.report.Surroundings;

/**
 * The findings of a check as Nagios, Icinga and their kin read them: one line with the state, the lines of all that is wrong,
 * and the measures as performance data (Monitoring Plugins Development Guidelines, 'Plugin Output for Nagios').
 */
public final class PluginOutput {
    private static final int MOST_LINES = 40;

    private final State state;
    private final List<String> lines;

    private PluginOutput(State state, List<String> lines) {
        this.state = state;
        this.lines = List.copyOf(lines);
    }

    private enum State {
        OK(0),
        WARNING(1),
        CRITICAL(2),
        UNKNOWN(3);

        private final int exitCode;

        State(int exitCode) {
            this.exitCode = exitCode;
        }
    }

    /** A number that a graph is drawn of. */
    public sealed interface Measure {
        /** Returns the target, inbox or link. */
        String subject();

        /** Returns what was measured, in words that are joined by {@code _}. */
        String name();
    }

    /**
     * The time since something was done.
     *
     * @param since empty if it never was
     * @param limited the limits are for this age
     */
    public record Age(String subject, String name, Optional<Instant> since, boolean limited) implements Measure {}

    /** A number of things. */
    public record Count(String subject, String name, long number) implements Measure {}

    /** A size. */
    public record Bytes(String subject, String name, long number) implements Measure {}

    /** The ages from which on the state is a warning, and critical; empty if there is no such age. */
    public record Limits(Optional<Duration> warn, Optional<Duration> critical) {}

    /** An age past a limit. */
    private record Late(State state, String words) {}

    /** Makes the output; {@code surroundings} complete the hints. */
    public static PluginOutput of(
            Findings findings, List<Measure> measures, Limits limits, Instant now, Surroundings surroundings) {
        List<Late> late = measures.stream()
                .flatMap(measure -> late(measure, limits, now).stream())
                .toList();
        State state = late.stream().map(Late::state).reduce(state(findings), PluginOutput::worse);
        List<Finding> wrong = findings.all().stream()
                .filter(finding -> finding.level() != Level.OK)
                .sorted(Comparator.comparing(Finding::level).reversed())
                .toList();
        String words = late.isEmpty() && wrong.isEmpty()
                ? findings.all().size() + " checks passed"
                : first(late, wrong) + more(late.size() + wrong.size() - 1);
        List<String> lines = new ArrayList<>();
        lines.add("ROWFERRY " + state + " - " + plain(words) + performance(measures, limits, now));
        late.forEach(age -> lines.add(plain(age.words())));
        wrong.forEach(finding -> {
            lines.add(plain(finding.level() + " " + about(finding)));
            finding.lines().stream().skip(1).forEach(line -> lines.add(plain(line)));
            finding.problem()
                    .map(problem -> problem.hints(surroundings))
                    .ifPresent(hints -> hints.forEach(hint -> lines.add(plain("HINT: " + hint))));
        });
        return new PluginOutput(state, shortened(lines));
    }

    /** A configuration that cannot be read tells nothing of the job. */
    private static State state(Findings findings) {
        boolean unread = findings.all().size() == 1
                && findings.family().filter(Family.CONFIGURATION::equals).isPresent();
        return switch (findings.worst()) {
            case OK -> State.OK;
            case WARN -> State.WARNING;
            case FAIL -> unread ? State.UNKNOWN : State.CRITICAL;
        };
    }

    private static State worse(State one, State other) {
        return one == State.UNKNOWN || one.compareTo(other) >= 0 ? one : other;
    }

    private static Optional<Late> late(Measure measure, Limits limits, Instant now) {
        if (!(measure instanceof Age age) || !age.limited()) {
            return Optional.empty();
        }
        String words = age.subject() + ": " + age.name().replace('_', ' ');
        if (age.since().isEmpty()) {
            return limits.warn()
                    .or(limits::critical)
                    .map(any -> new Late(State.WARNING, words + " is unknown: there was none yet"));
        }
        Duration old = Duration.between(age.since().get(), now);
        return past(old, limits.critical(), State.CRITICAL, words)
                .or(() -> past(old, limits.warn(), State.WARNING, words));
    }

    private static Optional<Late> past(Duration old, Optional<Duration> limit, State state, String words) {
        return limit.filter(most -> old.compareTo(most) > 0)
                .map(most ->
                        new Late(state, words + " is " + old.toMinutes() + " minutes, more than " + most.toMinutes()));
    }

    private static String first(List<Late> late, List<Finding> wrong) {
        Optional<Late> oldest = late.stream().max(Comparator.comparing(Late::state));
        boolean fails = !wrong.isEmpty() && wrong.get(0).level() == Level.FAIL;
        return fails || oldest.isEmpty() ? about(wrong.get(0)) : oldest.get().words();
    }

    private static String more(int others) {
        return others == 0 ? "" : ", and " + others + " more";
    }

    private static String about(Finding finding) {
        return finding.check() + " " + finding.firstLine();
    }

    private static String performance(List<Measure> measures, Limits limits, Instant now) {
        String data = measures.stream()
                .flatMap(measure -> value(measure, limits, now).map(value -> label(measure) + "=" + value).stream())
                .collect(Collectors.joining(" "));
        return data.isEmpty() ? "" : " | " + data;
    }

    private static Optional<String> value(Measure measure, Limits limits, Instant now) {
        if (measure instanceof Count count) {
            return Optional.of(count.number() + ";;;0");
        }
        if (measure instanceof Bytes bytes) {
            return Optional.of(bytes.number() + "B;;;0");
        }
        Age age = (Age) measure;
        return age.since()
                .map(since -> Math.max(0, Duration.between(since, now).toSeconds()) + "s;"
                        + (age.limited() ? seconds(limits.warn()) + ";" + seconds(limits.critical()) : ";") + ";0");
    }

    private static String seconds(Optional<Duration> limit) {
        return limit.map(most -> Long.toString(most.toSeconds())).orElse("");
    }

    /** A name of a schema may hold the signs that end a label or the line. */
    private static String label(Measure measure) {
        return "'" + (measure.subject() + "_" + measure.name()).replaceAll("['=|\\p{Cntrl}]", "_") + "'";
    }

    /** A bar would begin the performance data, and an end of line the next line. */
    private static String plain(String text) {
        return text.replace('|', '/').replaceAll("\\R", " ");
    }

    private static List<String> shortened(List<String> lines) {
        if (lines.size() <= MOST_LINES) {
            return lines;
        }
        List<String> some = new ArrayList<>(lines.subList(0, MOST_LINES));
        some.add("and " + (lines.size() - MOST_LINES) + " lines more, which the same command shows without --nagios");
        return some;
    }

    /** Returns the first line, and those that are shown on a page of their own. */
    public List<String> lines() {
        return lines;
    }

    /** Returns 0, 1, 2 or 3, for OK, WARNING, CRITICAL and UNKNOWN. */
    public int exitCode() {
        return state.exitCode;
    }
}
