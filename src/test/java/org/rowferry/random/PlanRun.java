package org.rowferry.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.rowferry.cli.Operator.Answer;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Tables;

/** One plan as it is played. */
final class PlanRun {
    private static final int BUSY = 8;
    private static final int MOST_HINTS = 5;
    private static final int DEEPEST_HINTS = 2;
    /** Reasons that are seen before that of an incident. */
    private static final String AS_GOOD = "|it was asked for|it was not shipped to this target before|it was truncated"
            + "|had no value in its key|it was shipped full after|its partitions changed after|were purged|new incarnation";

    private final PlanStage stage;
    private final Plan plan;
    private final Tally tally;
    private final List<String> trail = new ArrayList<>();
    private final List<Outcome> open = new ArrayList<>();
    private boolean lost;
    /** Says that the source began another life as a hint had it, which its target has to be told. */
    private boolean renewed;

    private PlanRun(PlanStage stage, Plan plan, Tally tally) {
        this.stage = stage;
        this.plan = plan;
        this.tally = tally;
    }

    /** Plays a plan from the beginning to its end, or until something is not as it must be. */
    static void play(PlanStage stage, Plan plan, Tally tally) {
        PlanRun passage = new PlanRun(stage, plan, tally);
        try {
            passage.play();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(String.join("\n", passage.trail), e);
        } finally {
            stage.end(plan.schemas());
        }
    }

    private void play() {
        plan.schemas().forEach(schema -> trail.add("create schema " + schema + ";"));
        stage.begin(plan.schemas());
        for (Event event : plan.events()) {
            trail.add(event.toString());
            play(event);
        }
    }

    private void play(Event event) {
        if (event instanceof Event.Sql sql) {
            run(sql);
        } else if (event instanceof Event.Write write) {
            note(stage.writers().get(write.writer()).write(write.sql()));
        } else if (event instanceof Event.Configure configure) {
            stage.desk().configure(configure.exporterTables(), configure.importerTables());
        } else if (event instanceof Event.Generate generate) {
            stage.desk().generate(generate.tables(), generate.options());
        } else if (event instanceof Event.Subscribe subscribe) {
            stage.publisher().feed(stage.source().superuser(), subscribe);
        } else if (event instanceof Event.Noticed noticed) {
            open.add(noticed.outcome());
            tally.note(noticed.outcome().incident(), "happened");
        } else if (event instanceof Event.Export export) {
            export(export.options(), export.lost());
        } else if (event instanceof Event.Arrive arrive) {
            arrive(arrive);
        }
    }

    private void note(String what) {
        if (!what.isEmpty()) {
            trail.add("--   " + what.strip().replace("\n", "\n--   "));
        }
    }

    private void run(Event.Sql sql) {
        switch (sql.who()) {
            case SOURCE_SUPERUSER -> stage.source().superuser().execute(sql.sql());
            case SOURCE_OWNER -> stage.source().owner().execute(sql.sql());
            case TARGET_SUPERUSER -> stage.target().superuser().execute(sql.sql());
            case TARGET_OWNER -> stage.target().owner().execute(sql.sql());
        }
    }

    /** A writer that has truncated keeps an export from its locks, and nothing else may. */
    private void export(List<String> options, boolean isLost) {
        boolean inTheWay = stage.writers().stream().anyMatch(RowWriter::isInTheWay);
        Answer answer = stage.desk().export(options);
        note(answer.text());
        for (int tries = 0; tries < MOST_HINTS && mayHelp(answer, inTheWay); tries++) {
            answer = stage.desk().export(options);
            note(answer.text());
        }
        assertThat(answer.code()).as(answer.text()).isIn(inTheWay ? List.of(0, BUSY) : List.of(0));
        if (answer.code() == 0) {
            checkReasons(answer);
        }
        if (isLost) {
            lost |= stage.desk().lose() > 0;
        } else {
            stage.desk().carry();
        }
    }

    /** The server's own autovacuum may hold a lock for a moment, too. */
    private boolean mayHelp(Answer answer, boolean inTheWay) {
        return answer.code() != 0
                && (mend(OperatorCommands.Host.SOURCE, answer) || (answer.code() == BUSY && !inTheWay));
    }

    /** Does what a refusal's hints say, or what the operator does where they name no command; false if it was not foreseen. */
    private boolean mend(OperatorCommands.Host host, Answer refusal) {
        List<Outcome.Refused> foreseen = open.stream()
                .filter(Outcome.Refused.class::isInstance)
                .map(Outcome.Refused.class::cast)
                .filter(outcome -> outcome.host() == host)
                .filter(outcome -> Pattern.compile(outcome.message())
                        .matcher(refusal.text())
                        .find())
                .toList();
        foreseen.forEach(outcome -> tally.note(outcome.incident(), "refused"));
        // A command that takes a table's lock would wait for whoever is at work on it.
        stage.writers().forEach(RowWriter::quiesce);
        foreseen.forEach(outcome -> outcome.mend().forEach(this::play));
        if (!foreseen.isEmpty()) {
            follow(host, refusal, 0);
            stage.desk().carry();
        }
        return !foreseen.isEmpty();
    }

    /** Types the commands of a refusal's hints, and again each that was refused after what its own hints say. */
    private void follow(OperatorCommands.Host host, Answer refusal, int depth) {
        for (String statement : Hints.statements(refusal.text())) {
            trail.add("-- as the hint says: " + statement);
            (host == OperatorCommands.Host.SOURCE ? stage.source() : stage.target())
                    .owner()
                    .execute(statement);
        }
        for (List<String> command : Hints.commands(refusal.text())) {
            trail.add("-- as the hint says: rowferry " + String.join(" ", command));
            renewed |= command.contains("--renew-incarnation");
            Answer answer = stage.desk().follow(command);
            note(answer.text());
            if (answer.code() != 0 && depth < DEEPEST_HINTS) {
                follow(host, answer, depth + 1);
                note(stage.desk().follow(command).text());
            }
        }
    }

    /** A table that was to be shipped in full is, unless the export wrote nothing of it that a target would apply. */
    private void checkReasons(Answer answer) {
        List<Outcome.InFull> due = open.stream()
                .filter(Outcome.InFull.class::isInstance)
                .map(Outcome.InFull.class::cast)
                .toList();
        for (Outcome.InFull outcome : due) {
            String line = answer.text()
                    .lines()
                    .filter(text -> text.contains(" in full, since "))
                    .filter(text -> text.contains(shown(outcome.table())))
                    .findFirst()
                    .orElse("");
            assertThat(line).as(outcome + " of " + answer.text()).containsPattern(outcome.reason() + AS_GOOD);
            open.remove(outcome);
            tally.note(outcome.incident(), "full");
        }
    }

    /** Names have line ends, of which a terminal gets none. */
    private static String shown(TableName table) {
        return table.toString().lines().reduce((first, last) -> last).orElseThrow();
    }

    private void arrive(Event.Arrive arrive) {
        stage.writers().stream().filter(RowWriter::isInTheWay).forEach(RowWriter::quiesce);
        export(lost ? again() : arrive.options(), false);
        if (isImpossible(arrive.expected())) {
            lost = true;
            refuse(arrive.expected());
            return;
        }
        Answer answer = importAll();
        for (int tries = 0;
                tries < MOST_HINTS && answer.code() != 0 && mend(OperatorCommands.Host.TARGET, answer);
                tries++) {
            answer = importAll();
        }
        if (answer.code() != 0 && (lost || !arrive.expected().conflicts().isEmpty())) {
            // What came before the last bundle was refused for good reasons; it takes a bundle that begins where the
            // target stands.
            stage.desk().clearInbox();
            export(again(), false);
            answer = importAll();
        }
        assertThat(answer.code()).as(answer.text()).isZero();
        lost = false;
        compare(arrive.expected());
        open.clear();
        if (arrive.twice()) {
            stage.desk().carryAgain();
            Answer second = importAll();
            assertThat(second.code()).as(second.text()).isZero();
            compare(arrive.expected());
        }
    }

    private Answer importAll() {
        Answer answer = stage.desk().importAll();
        note(answer.text());
        if (renewed && answer.text().contains("which nobody has accepted here yet")) {
            follow(OperatorCommands.Host.TARGET, answer, 0);
            answer = stage.desk().importAll();
            note(answer.text());
        }
        return answer;
    }

    /** Returns what to ask for when a bundle got lost: what came after the position that the target stands at. */
    private List<String> again() {
        String standing = standing();
        return standing.equals("0") ? List.of("--full") : List.of("--since", standing);
    }

    private String standing() {
        return stage.target().superuser().value("select coalesce(min(number), 0) from rowferry.import_tracking");
    }

    private boolean isImpossible(Expected expected) {
        return expected.conflicts().stream()
                .anyMatch(query -> !stage.source().superuser().query(query).isEmpty());
    }

    /** What was made before may be possible, and what it leads to is what the last bundle must leave alone. */
    private void refuse(Expected expected) {
        importAll();
        undoOnTarget();
        String before = contents(expected);
        Answer answer = importAll();
        assertThat(answer.code())
                .as("of an import that the target must refuse: " + answer.text())
                .isNotZero();
        assertThat(contents(expected)).as("the target after it").isEqualTo(before);
        stage.desk().clearInbox();
    }

    /** Has the target hold all its tables again, which are looked at. */
    private void undoOnTarget() {
        List<Outcome.Refused> undone = open.stream()
                .filter(Outcome.Refused.class::isInstance)
                .map(Outcome.Refused.class::cast)
                .filter(outcome -> outcome.host() == OperatorCommands.Host.TARGET)
                .filter(outcome -> !outcome.mend().isEmpty())
                .toList();
        undone.forEach(outcome -> outcome.mend().forEach(this::play));
        open.removeAll(undone);
    }

    private String contents(Expected expected) {
        StringBuilder contents = new StringBuilder();
        for (Expected.Pair pair : expected.tables()) {
            stage.target()
                    .superuser()
                    .query("select \"the row\"::text from (" + pair.onTarget() + ") as \"the row\" order by 1")
                    .forEach(row -> contents.append(row).append('\n'));
        }
        return contents.toString();
    }

    private void compare(Expected expected) {
        for (Expected.Pair pair : expected.tables()) {
            Tables.assertEqual(
                    pair.table(),
                    stage.source().reader(),
                    pair.onSource(),
                    stage.target().reader(),
                    pair.onTarget());
        }
    }
}
