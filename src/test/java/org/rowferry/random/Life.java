package org.rowferry.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rowferry.cli.Operator.Answer;

/**
 * One long life of a source and its streams: tables and targets go and come back, files get lost, come late or twice, runs
 * are killed, what was noted is purged, and the source begins a new incarnation.
 *
 * <p>At every moment a target's table is as the source's was when the bundle was made that it stands at.
 */
final class Life {
    private static final int MOST_TRIES = 8;
    private static final Pattern NAMED = Pattern.compile("holds (life\\.\\S+), which the inbox (names|does not name)");
    private static final Pattern TAKE_OUT =
            Pattern.compile("(?m)^rowferry: (\\S+\\.tar\\.zst): .*\\nHINT: Take the file out of the inbox");

    private final Fleet fleet;
    private final Dice dice;
    private final List<String> trail = new ArrayList<>();
    private int compared;

    Life(Fleet fleet, long seed) {
        this.fleet = fleet;
        this.dice = new Dice(seed);
    }

    /** Plays it to its end, and returns how many tables it compared. */
    int play() {
        try {
            fleet.begin();
            for (int i = dice.between(15, 40); i > 0; i--) {
                step();
            }
            fleet.streams().forEach(this::settle);
            return compared;
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(String.join("\n", trail), e);
        } finally {
            fleet.end();
        }
    }

    private void step() {
        LifeStream stream = dice.any(fleet.streams());
        switch (dice.below(24)) {
            case 0, 1, 2, 3, 4 -> export(stream, request());
            case 5, 6, 7, 8 -> trail.add(stream.name() + ":" + stream.carrySomehow(dice));
            case 9, 10, 11, 12 -> importAll(stream);
            case 13 -> die(stream);
            case 14 -> toggleTable(stream);
            case 15 -> toggleTarget(stream);
            case 16 -> purge();
            case 17 -> renew();
            case 18 -> settle(stream);
            default -> write();
        }
    }

    private void write() {
        for (int i = dice.between(1, 4); i > 0; i--) {
            String sql = dice.any(LifeTable.ALL).write(dice);
            trail.add(sql + ";");
            fleet.source().owner().execute(sql);
        }
    }

    private List<String> request() {
        return switch (dice.below(8)) {
            case 0 -> List.of("--full");
            case 1 -> List.of("--allow-empty");
            default -> List.of();
        };
    }

    private Answer export(LifeStream stream, List<String> options) {
        return stream.isPresent() ? type(stream, "export", options, 0) : new Answer(0, "");
    }

    private Answer importAll(LifeStream stream) {
        Answer answer = type(stream, "import", List.of(), 0);
        compare(stream);
        return answer;
    }

    /** Ends a run at some step of it, as far as a process can be ended without ending this one. */
    private void die(LifeStream stream) {
        int step = dice.between(1, 6);
        if (dice.oneIn(2)) {
            if (stream.isPresent()) {
                type(stream, "export", List.of(), step);
            }
        } else {
            type(stream, "import", List.of(), step);
            compare(stream);
        }
    }

    private Answer type(LifeStream stream, String verb, List<String> options, int lastStep) {
        List<String> words = new ArrayList<>(
                List.of(verb, "--config", fleet.configuration(stream, verb).toString()));
        if (verb.equals("export")) {
            words.addAll(List.of("--target", stream.name()));
        }
        words.addAll(options);
        trail.add("rowferry " + String.join(" ", words) + (lastStep > 0 ? ", killed at step " + lastStep : ""));
        Answer answer = fleet.types(lastStep, words);
        trail.add("--   " + answer.text().strip().replace("\n", "\n--   "));
        Map<LifeTable, String> contents = fleet.contents();
        fleet.streams().forEach(each -> each.note(contents));
        return answer;
    }

    private void toggleTable(LifeStream stream) {
        LifeTable table = dice.any(LifeTable.ALL);
        trail.add(stream.name() + ": " + table.name() + (stream.exported().contains(table) ? " out" : " in"));
        boolean both = dice.oneIn(2);
        if (!stream.exported().remove(table)) {
            stream.exported().add(table);
            stream.imported().add(table);
        } else if (both) {
            stream.imported().remove(table);
        }
        if (stream.exported().isEmpty() || stream.imported().isEmpty()) {
            stream.exported().add(table);
            stream.imported().add(table);
        }
    }

    private void toggleTarget(LifeStream stream) {
        trail.add(stream.name() + (stream.isPresent() ? " out" : " in"));
        stream.setPresent(!stream.isPresent()
                || fleet.streams().stream().filter(LifeStream::isPresent).count() == 1);
    }

    private void purge() {
        trail.add("-- weeks go by");
        fleet.source()
                .superuser()
                .execute("update rowferry.export_bundle set exported_at = exported_at - interval '15 days'");
    }

    private void renew() {
        trail.add("rowferry generate tracking --renew-incarnation");
        fleet.renew();
    }

    /** Each table is as the source's was at the position that the target says it stands at. */
    private void compare(LifeStream stream) {
        for (List<String> standing : stream.target()
                .superuser()
                .query("select schema_name, table_name, number from rowferry.import_tracking")) {
            LifeTable table = LifeTable.ALL.stream()
                    .filter(one -> one.name().name().name().equals(standing.get(1)))
                    .findFirst()
                    .orElseThrow();
            assertThat(stream.target().superuser().value(table.contents()))
                    .as(stream.name() + ": " + table.name() + " at position " + standing.get(2))
                    .isEqualTo(stream.truth(table, standing.get(2)));
            compared++;
        }
    }

    /** Has all arrive, as hints say where something is in the way. */
    private void settle(LifeStream stream) {
        stream.setPresent(true);
        Answer answer = new Answer(0, "");
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            answer = export(stream, tries == 0 ? List.of("--allow-empty") : List.of());
            assertThat(answer.code()).as(answer.text()).isZero();
            stream.carryAll();
            answer = importAll(stream);
            if (answer.code() == 0 && stream.imported().containsAll(stream.exported())) {
                compareWithSource(stream);
                return;
            }
            stream.imported().addAll(stream.exported());
            mend(stream, answer);
        }
        throw new AssertionError("no way out for " + stream.name() + ": " + answer.text());
    }

    private void compareWithSource(LifeStream stream) {
        Map<LifeTable, String> now = fleet.contents();
        for (LifeTable table : stream.exported()) {
            assertThat(stream.target().superuser().value(table.contents()))
                    .as(stream.name() + ": " + table.name() + " after exit 0")
                    .isEqualTo(now.get(table));
            compared++;
        }
    }

    /** Hints that name no command: a file of before a table was taken out or came back, and one of a life that is over. */
    private void followWords(LifeStream stream, String refusals) {
        // One file after the other: a later one may ask for the contrary.
        Matcher table = NAMED.matcher(refusals);
        if (table.find()) {
            boolean wanted = table.group(2).equals("does not name");
            LifeTable.ALL.stream()
                    .filter(each -> each.name().toString().equals(table.group(1)))
                    .forEach(wanted ? stream.imported()::add : stream.imported()::remove);
        }
        Matcher file = TAKE_OUT.matcher(refusals);
        while (file.find()) {
            stream.takeOut(file.group(1));
        }
    }

    /** The target knows the command, and not where the source has its configuration. */
    private static List<String> options(LifeStream stream, List<String> command) {
        return command.subList(1, command.size()).stream()
                .filter(word -> !Set.of("--config", "--target", stream.name()).contains(word))
                .filter(word -> !word.endsWith("exporter.yaml"))
                .toList();
    }

    private void mend(LifeStream stream, Answer refusal) {
        for (List<String> command : Hints.commands(refusal.text())) {
            if (command.get(0).equals("export")) {
                Answer answer = export(stream, options(stream, command));
                // What the source ships no more is none of the target's business either.
                if (answer.text().contains("no target that is exported to has a table")) {
                    stream.imported().retainAll(stream.exported());
                }
                stream.carryAll();
            }
        }
        followWords(stream, refusal.text());
    }
}
