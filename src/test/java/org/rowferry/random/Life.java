package org.rowferry.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.rowferry.cli.Operator.Answer;
import org.rowferry.random.LifeStream.Setting;

/**
 * One long life of a source and its streams: tables and targets go and come back, what their entries say changes, files get
 * lost, come late or twice, runs are killed, rights and captures are taken away, targets' tables are emptied, what was noted
 * is purged, and the source begins a new incarnation.
 *
 * <p>At every moment a target's table is as the source's was when the bundle was made that it stands at.
 */
final class Life {
    private final LifeStage stage;
    private final Dice dice;
    private final List<String> trail = new ArrayList<>();
    /** Targets' tables that somebody emptied, each with the position that it stood at. */
    private final Map<String, String> emptied = new HashMap<>();

    private int compared;

    Life(LifeStage stage, long seed) {
        this.stage = stage;
        this.dice = new Dice(seed);
    }

    /** Plays it to its end, and returns how many tables it compared. */
    int play() {
        try {
            stage.begin(dice);
            for (int i = dice.between(15, 40); i > 0; i--) {
                step();
            }
            stage.streams().forEach(this::settle);
            return compared;
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(String.join("\n", trail), e);
        } finally {
            stage.end();
        }
    }

    private void step() {
        LifeStream stream = dice.any(stage.streams());
        switch (dice.below(32)) {
            case 0, 1, 2, 3, 4, 5 -> export(stream, request());
            case 6, 7, 8, 9, 10 -> tell(stream.name() + ":" + stream.carrySomehow(dice));
            case 11, 12, 13, 14, 15 -> importAll(stream);
            case 16 -> die(stream);
            case 17 -> toggleTable(stream);
            case 18 -> toggleTarget(stream);
            case 19 -> purge();
            case 20 -> renew();
            case 21 -> settle(stream);
            case 22, 23 -> configure(stream);
            case 24 -> takeRightsAway();
            case 25 -> reset();
            case 26 -> empty(stream);
            default -> write();
        }
    }

    void tell(String what) {
        trail.add(what);
    }

    private void write() {
        for (int i = dice.between(1, 4); i > 0; i--) {
            String sql = dice.any(LifeTable.ALL).write(dice);
            tell(sql + ";");
            stage.source().owner().execute(sql);
        }
    }

    private List<String> request() {
        return switch (dice.below(8)) {
            case 0 -> List.of("--full");
            case 1 -> List.of("--allow-empty");
            default -> List.of();
        };
    }

    Answer export(LifeStream stream, List<String> options) {
        return stream.isPresent() ? type(stream, "export", options, 0) : new Answer(0, "");
    }

    Answer importAll(LifeStream stream) {
        Answer answer = type(stream, "import", List.of(), 0);
        compare(stream);
        List<String> accepting = Hints.commands(answer.text()).stream()
                .flatMap(command -> IntStream.range(1, command.size())
                        .filter(at -> command.get(at - 1).equals("--accept-incarnation"))
                        .mapToObj(command::get))
                .toList();
        if (accepting.isEmpty()) {
            return answer;
        }
        Answer accepted = type(stream, "import", List.of("--accept-incarnation", accepting.get(0)), 0);
        compare(stream);
        return accepted;
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
                List.of(verb, "--config", stage.configuration(stream, verb).toString()));
        if (verb.equals("export")) {
            words.addAll(List.of("--target", stream.name()));
        }
        words.addAll(options);
        Answer answer = type(words, lastStep);
        stage.streams().forEach(each -> each.note(stage.contents(each)));
        return answer;
    }

    private Answer type(List<String> words, int lastStep) {
        tell("rowferry " + String.join(" ", words) + (lastStep > 0 ? ", killed at step " + lastStep : ""));
        Answer answer = stage.types(lastStep, words);
        tell("--   " + answer.text().strip().replace("\n", "\n--   "));
        return answer;
    }

    /** Types a command of a hint that is for the source's owner. */
    Answer generate(List<String> words) {
        return type(words.stream().map(stage::known).toList(), 0);
    }

    private void toggleTable(LifeStream stream) {
        LifeTable table = dice.any(LifeTable.ALL);
        tell(stream.name() + ": " + table.name() + (stream.exported().contains(table) ? " out" : " in"));
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
        tell(stream.name() + (stream.isPresent() ? " out" : " in"));
        stream.setPresent(!stream.isPresent()
                || stage.streams().stream().filter(LifeStream::isPresent).count() == 1);
    }

    private void configure(LifeStream stream) {
        Setting setting = dice.any(Setting.NARROW, Setting.LEFT_OUT_WHEN_BROKEN, Setting.MERGED);
        LifeTable table = dice.any(LifeTable.ALL);
        Set<LifeTable> tables = stream.tables(setting);
        // Without a key nothing can be merged, and the configuration is refused.
        if (!tables.remove(table) && !(setting == Setting.MERGED && table.equals(LifeTable.KEYLESS))) {
            tables.add(table);
        }
        tell(stream.name() + ": " + setting + " " + table.name() + " " + tables.contains(table));
    }

    private void takeRightsAway() {
        run(stage.source(), "revoke select on " + dice.any(LifeTable.ALL).name() + " from life_exporter");
    }

    private void reset() {
        generate(List.of(
                "generate",
                "reset",
                dice.any(LifeTable.CAPTURED).name().toString(),
                "--source",
                stage.source().owner().url(),
                "--apply"));
    }

    private void empty(LifeStream stream) {
        LifeTable table = dice.any(LifeTable.ALL);
        stage.standings(stream).stream()
                .filter(standing -> LifeTable.named(standing.get(0)).equals(table))
                .forEach(standing -> emptied.put(stream.name() + table.name(), standing.get(1)));
        run(stream.target(), dice.any("truncate ", "delete from ") + table.name());
    }

    /** Runs a statement as the owner of the tables. */
    void run(Side side, String sql) {
        tell(sql + "; -- on " + side.owner().name());
        side.owner().execute(sql);
    }

    private void purge() {
        tell("-- weeks go by");
        stage.source()
                .superuser()
                .execute("update rowferry.export_bundle set exported_at = exported_at - interval '15 days'");
    }

    private void renew() {
        tell("rowferry generate tracking --renew-incarnation");
        stage.renew();
    }

    private void settle(LifeStream stream) {
        new HintFollower(this, stage, stream, stream.name().equals("west")).take();
        Map<LifeTable, String> now = stage.contents(stream);
        for (LifeTable table : stream.exported()) {
            assertThat(stream.target().superuser().value(table.contents(true)))
                    .as(stream.name() + ": " + table.name() + " after exit 0")
                    .isEqualTo(now.get(table));
            compared++;
        }
    }

    /** Each table is as the source's was at the position that the target says it stands at. */
    private void compare(LifeStream stream) {
        for (List<String> standing : stage.standings(stream)) {
            LifeTable table = LifeTable.named(standing.get(0));
            String number = standing.get(1);
            if (!number.equals(emptied.get(stream.name() + table.name()))) {
                assertThat(stream.target().superuser().value(table.contents(true)))
                        .as(stream.name() + ": " + table.name() + " at position " + number)
                        .isEqualTo(stream.truth(table, number));
                compared++;
            }
        }
    }
}
