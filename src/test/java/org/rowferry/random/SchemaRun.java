package org.rowferry.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.rowferry.cli.Operator.Answer;
import org.rowferry.history.RowWriter;
import org.rowferry.history.Trail;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Tables;

/** The events of one random schema as they happen, and what must come of them. */
final class SchemaRun {
    private static final int BUSY = 8;
    private static final int MOST_HINTS = 5;
    private static final int DEEPEST_HINTS = 2;
    /** Reasons that are seen before that of an incident. */
    private static final String AS_GOOD = "|it was asked for|it was not shipped to this target before|it was truncated"
            + "|had no value in its key|it was shipped full after|its partitions changed after|were purged|new incarnation";

    private final SchemaWorld world;
    private final Tally tally;
    private final Trail trail;
    private final List<Outcome> open = new ArrayList<>();
    private boolean lost;
    /** Says that the source began another life as a hint had it, which its target has to be told. */
    private boolean renewed;

    SchemaRun(SchemaWorld world, Tally tally, Trail trail) {
        this.world = world;
        this.tally = tally;
        this.trail = trail;
    }

    void play(SchemaEvent event) {
        if (event instanceof SchemaEvent.MakeSchemas make) {
            world.makeSchemas(make.schemas());
        } else if (event instanceof SchemaEvent.Sql sql) {
            run(sql);
        } else if (event instanceof SchemaEvent.Write write) {
            trail.answer(world.writers().get(write.writer()).write(write.sql()));
        } else if (event instanceof SchemaEvent.Configure configure) {
            world.operator().configure(configure.exporterTables(), configure.importerTables());
        } else if (event instanceof SchemaEvent.Generate generate) {
            world.operator().generate(generate.tables(), generate.options());
        } else if (event instanceof SchemaEvent.Subscribe subscribe) {
            world.publisher().feed(world.source().superuser(), subscribe);
        } else if (event instanceof SchemaEvent.Noticed noticed) {
            open.add(noticed.outcome());
            tally.note(noticed.outcome().incident(), "happened");
        } else if (event instanceof SchemaEvent.Export export) {
            export(export.options(), export.lost());
        } else if (event instanceof SchemaEvent.Arrive arrive) {
            arrive(arrive);
        }
    }

    private void run(SchemaEvent.Sql sql) {
        switch (sql.who()) {
            case SOURCE_SUPERUSER -> world.source().superuser().execute(sql.sql());
            case SOURCE_OWNER -> world.source().owner().execute(sql.sql());
            case TARGET_SUPERUSER -> world.target().superuser().execute(sql.sql());
            case TARGET_OWNER -> world.target().owner().execute(sql.sql());
        }
    }

    /** A writer that has truncated keeps an export from its locks, and nothing else may. */
    private void export(List<String> options, boolean isLost) {
        boolean inTheWay = world.writers().stream().anyMatch(RowWriter::isInTheWay);
        Answer answer = world.operator().export(options);
        trail.answer(answer.text());
        checkCaught(answer);
        for (int tries = 0; tries < MOST_HINTS && mayHelp(answer, inTheWay); tries++) {
            answer = world.operator().export(options);
            trail.answer(answer.text());
        }
        assertThat(answer.code()).as(answer.text()).isIn(inTheWay ? List.of(0, BUSY) : List.of(0));
        if (answer.code() == 0) {
            checkReasons(answer);
        }
        if (isLost) {
            lost |= world.operator().lose() > 0;
        } else {
            world.operator().carry();
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
        world.writers().forEach(RowWriter::quiesce);
        foreseen.forEach(outcome -> outcome.mend().forEach(this::play));
        if (!foreseen.isEmpty()) {
            follow(host, refusal, 0);
            world.operator().carry();
        }
        return !foreseen.isEmpty();
    }

    /** Types the commands of a refusal's hints, and again each that was refused after what its own hints say. */
    private void follow(OperatorCommands.Host host, Answer refusal, int depth) {
        for (String statement : Hints.statements(refusal.text())) {
            trail.tell("-- as the hint says: " + statement);
            (host == OperatorCommands.Host.SOURCE ? world.source() : world.target())
                    .owner()
                    .execute(statement);
        }
        for (List<String> command : Hints.commands(refusal.text())) {
            trail.tell("-- as the hint says: rowferry " + String.join(" ", command));
            renewed |= command.contains("--renew-incarnation");
            Answer answer = world.operator().follow(command);
            trail.answer(answer.text());
            if (answer.code() != 0 && depth < DEEPEST_HINTS) {
                follow(host, answer, depth + 1);
                trail.answer(world.operator().follow(command).text());
            }
        }
    }

    /** The target would notice many of those too, by luck: the source has to. */
    private void checkCaught(Answer answer) {
        List<Outcome> due =
                open.stream().filter(Outcome.Caught.class::isInstance).toList();
        assertThat(due.isEmpty() || answer.code() != 0)
                .as(due + " must have the export refuse: " + answer.text())
                .isTrue();
        open.removeAll(due);
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

    private void arrive(SchemaEvent.Arrive arrive) {
        world.writers().stream().filter(RowWriter::isInTheWay).forEach(RowWriter::quiesce);
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
            world.operator().clearInbox();
            export(again(), false);
            answer = importAll();
        }
        assertThat(answer.code()).as(answer.text()).isZero();
        lost = false;
        compare(arrive.expected());
        open.clear();
        if (arrive.twice()) {
            world.operator().carryAgain();
            Answer second = importAll();
            assertThat(second.code()).as(second.text()).isZero();
            compare(arrive.expected());
        }
    }

    private Answer importAll() {
        Answer answer = world.operator().importAll();
        trail.answer(answer.text());
        if (renewed && answer.text().contains("which nobody has accepted here yet")) {
            follow(OperatorCommands.Host.TARGET, answer, 0);
            answer = world.operator().importAll();
            trail.answer(answer.text());
        }
        return renewed ? importAfterForgetting(answer) : answer;
    }

    /** A restored source does not know the incarnation that its target follows. */
    private Answer importAfterForgetting(Answer refusal) {
        List<String> statements = Hints.forgetting(refusal.text(), world.source());
        if (statements.isEmpty()) {
            return refusal;
        }
        for (String statement : statements) {
            trail.tell("-- as the hint says: " + statement);
            world.target().owner().execute(statement);
        }
        Answer answer = world.operator().importAll();
        trail.answer(answer.text());
        return answer;
    }

    /** Returns what to ask for when a bundle got lost: what came after the position that the target stands at. */
    private List<String> again() {
        String standing = standing();
        return standing.equals("0") ? List.of("--full") : List.of("--since", standing);
    }

    private String standing() {
        return world.target().superuser().value("select coalesce(min(number), 0) from rowferry.import_tracking");
    }

    private boolean isImpossible(Expected expected) {
        return expected.conflicts().stream()
                .anyMatch(query -> !world.source().superuser().query(query).isEmpty());
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
        world.operator().clearInbox();
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

    /** A column that the refused bundle would have brought is none of the target's yet. */
    private String contents(Expected expected) {
        StringBuilder contents = new StringBuilder();
        for (Expected.Pair pair : expected.tables()) {
            world.target()
                    .superuser()
                    .query("select \"the row\"::text from " + pair.tableOnTarget() + " as \"the row\" order by 1")
                    .forEach(row -> contents.append(row).append('\n'));
        }
        return contents.toString();
    }

    private void compare(Expected expected) {
        for (Expected.Pair pair : expected.tables()) {
            Tables.assertEqual(
                    pair.table(),
                    world.source().reader(),
                    pair.onSource(),
                    world.target().reader(),
                    pair.onTarget());
        }
    }
}
