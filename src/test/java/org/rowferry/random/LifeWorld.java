package org.rowferry.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.rowferry.cli.Operator.Answer;
import org.rowferry.history.Dice;
import org.rowferry.history.Trail;
import org.rowferry.history.World;
import org.rowferry.random.LifeStream.Setting;
import org.rowferry.testing.Server;
import org.rowferry.testing.TestDatabase;

/**
 * One long life of a source and its streams: tables and targets go and come back, what their entries say changes, files get
 * lost, come late or twice, runs are killed, rights and captures are taken away, targets' tables are emptied, what was noted
 * is purged, and the source begins a new incarnation.
 *
 * <p>At every moment a target's table is as the source's was when the bundle was made that it stands at.
 */
final class LifeWorld implements World {
    private final LifeStage stage;
    /** Targets' tables that somebody emptied, each with the position that it stood at. */
    private final Map<String, String> emptied = new HashMap<>();

    private final Map<Side, Backup> backups = new HashMap<>();
    private Trail trail = new Trail();

    private LifeWorld(LifeStage stage) {
        this.stage = stage;
    }

    static LifeWorld between(Server source, Server target) {
        return new LifeWorld(LifeStage.between(source, target));
    }

    @Override
    public void begin(Trail told) {
        trail = told;
        emptied.clear();
        stage.begin();
    }

    @Override
    public void finish() {
        stage.streams().forEach(this::settle);
    }

    @Override
    public void end() {
        backups.values().forEach(Backup::close);
        backups.clear();
        stage.end();
    }

    /**
     * A database as it was.
     *
     * @param emptied which of its tables somebody had emptied
     */
    private record Backup(TestDatabase database, Map<String, String> emptied) {
        void close() {
            database.close();
        }
    }

    void backUp(Dice dice) {
        Side side = dice.any(stage.sides());
        tell("-- " + side.superuser().name());
        Optional.ofNullable(backups.remove(side)).ifPresent(Backup::close);
        backups.put(side, new Backup(side.backUp(), Map.copyOf(emptied)));
    }

    boolean hasBackup() {
        return !backups.isEmpty();
    }

    /** What came since is lost on that side alone, and other transactions may have the ids of those that are gone. */
    void restore(Dice dice) {
        Side side = dice.any(stage.sides().stream().filter(backups::containsKey).toList());
        tell("-- " + side.superuser().name());
        Backup backup = Optional.ofNullable(backups.get(side)).orElseThrow();
        side.restore(backup.database());
        stage.streams().stream().filter(stream -> stream.target() == side).forEach(stream -> {
            emptied.keySet().removeIf(table -> table.startsWith(stream.name()));
            backup.emptied().forEach((table, number) -> {
                if (table.startsWith(stream.name())) {
                    emptied.put(table, number);
                }
            });
        });
    }

    /** Has tables be written with the rights of their owner, or with the importer's. */
    void letInImporter(LifeStream stream, Dice dice) {
        String sql =
                dice.any("grant life_target_owner to life_importer", "revoke life_target_owner from life_importer");
        tell(sql + ";");
        stream.target().superuser().execute(sql);
    }

    LifeStage stage() {
        return stage;
    }

    void tell(String what) {
        trail.tell(what);
    }

    void write(Dice dice) {
        for (int i = dice.between(1, 4); i > 0; i--) {
            String sql = dice.any(LifeTable.ALL).write(dice);
            tell(sql + ";");
            stage.source().owner().execute(sql);
        }
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
        // After a restore, files of several incarnations may wait. The source is in the one of the last file.
        String last = accepting.get(accepting.size() - 1);
        Answer accepted = type(stream, "import", List.of("--accept-incarnation", last), 0);
        compare(stream);
        return accepted;
    }

    void carry(LifeStream stream, Dice dice) {
        tell(stream.name() + ":" + stream.carrySomehow(dice));
    }

    /** Ends a run at some step of it, as far as a process can be ended without ending this one. */
    void die(LifeStream stream, Dice dice) {
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
        stage.streams().stream().filter(LifeStream::hasNews).forEach(each -> each.note(stage.contents(each)));
        return answer;
    }

    private Answer type(List<String> words, int lastStep) {
        tell("rowferry " + String.join(" ", words) + (lastStep > 0 ? ", killed at step " + lastStep : ""));
        Answer answer = stage.types(lastStep, words);
        trail.answer(answer.text());
        return answer;
    }

    /** Types a command of a hint that is for the source's owner. */
    Answer generate(List<String> words) {
        return type(words.stream().map(stage::known).toList(), 0);
    }

    void toggleTable(LifeStream stream, Dice dice) {
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

    void toggleTarget(LifeStream stream) {
        tell(stream.name() + (stream.isPresent() ? " out" : " in"));
        stream.setPresent(!stream.isPresent()
                || stage.streams().stream().filter(LifeStream::isPresent).count() == 1);
    }

    void configure(LifeStream stream, Dice dice) {
        Setting setting = dice.any(Setting.NARROW, Setting.LEFT_OUT_WHEN_BROKEN, Setting.MERGED);
        LifeTable table = dice.any(LifeTable.ALL);
        Set<LifeTable> tables = stream.tables(setting);
        // Without a key nothing can be merged, and the configuration is refused.
        if (!tables.remove(table) && !(setting == Setting.MERGED && table.equals(LifeTable.KEYLESS))) {
            tables.add(table);
        }
        tell(stream.name() + ": " + setting + " " + table.name() + " " + tables.contains(table));
    }

    void takeRightsAway(Dice dice) {
        run(stage.source(), "revoke select on " + dice.any(LifeTable.ALL).name() + " from life_exporter");
    }

    void reset(Dice dice) {
        generate(List.of(
                "generate",
                "reset",
                dice.any(LifeTable.CAPTURED).name().toString(),
                "--source",
                stage.source().owner().url(),
                "--apply"));
    }

    void empty(LifeStream stream, Dice dice) {
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

    void purge() {
        tell("-- weeks go by");
        stage.source()
                .superuser()
                .execute("update rowferry.export_bundle set exported_at = exported_at - interval '15 days'");
    }

    void renew() {
        tell("rowferry generate tracking --renew-incarnation");
        stage.renew();
    }

    void settle(LifeStream stream) {
        new HintFollower(this, stage, stream, stream.name().equals("west")).take();
        Map<LifeTable, String> now = stage.contents(stream);
        for (LifeTable table : stream.exported()) {
            assertThat(stream.target().superuser().value(table.contents(true)))
                    .as(stream.name() + ": " + table.name() + " after exit 0")
                    .isEqualTo(now.get(table));
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
            }
        }
    }

    @Override
    public void close() {
        stage.close();
    }
}
