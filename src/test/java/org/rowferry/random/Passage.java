package org.rowferry.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.rowferry.cli.Operator.Answer;
import org.rowferry.testing.Tables;

/** One plan as it is played. */
final class Passage {
    private static final int BUSY = 8;

    private final Harbour harbour;
    private final Plan plan;
    private final List<String> trail = new ArrayList<>();
    private boolean lost;

    private Passage(Harbour harbour, Plan plan) {
        this.harbour = harbour;
        this.plan = plan;
    }

    /** Plays a plan from the beginning to its end, or until something is not as it must be. */
    static void play(Harbour harbour, Plan plan) {
        Passage passage = new Passage(harbour, plan);
        try {
            passage.play();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(String.join("\n", passage.trail), e);
        } finally {
            harbour.end(plan.schemas());
        }
    }

    private void play() {
        plan.schemas().forEach(schema -> trail.add("create schema " + schema + ";"));
        harbour.begin(plan.schemas());
        for (Event event : plan.events()) {
            trail.add(event.toString());
            play(event);
        }
    }

    private void play(Event event) {
        if (event instanceof Event.Sql sql) {
            run(sql);
        } else if (event instanceof Event.Write write) {
            note(harbour.clerks().get(write.writer()).write(write.sql()));
        } else if (event instanceof Event.Configure configure) {
            harbour.desk().configure(configure.exporterTables(), configure.importerTables());
        } else if (event instanceof Event.Generate generate) {
            harbour.desk().generate(generate.tables(), generate.options());
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
            case SOURCE_SUPERUSER -> harbour.source().superuser().execute(sql.sql());
            case SOURCE_OWNER -> harbour.source().owner().execute(sql.sql());
            case TARGET_SUPERUSER -> harbour.target().superuser().execute(sql.sql());
            case TARGET_OWNER -> harbour.target().owner().execute(sql.sql());
        }
    }

    /** A writer that has truncated keeps an export from its locks, and nothing else may. */
    private void export(List<String> options, boolean isLost) {
        boolean inTheWay = harbour.clerks().stream().anyMatch(Clerk::isInTheWay);
        Answer answer = harbour.desk().export(options);
        note(answer.text());
        assertThat(answer.code()).as(answer.text()).isIn(inTheWay ? List.of(0, BUSY) : List.of(0));
        if (isLost) {
            lost |= harbour.desk().lose() > 0;
        } else {
            harbour.desk().carry();
        }
    }

    private void arrive(Event.Arrive arrive) {
        harbour.clerks().stream().filter(Clerk::isInTheWay).forEach(Clerk::quiesce);
        export(lost ? again() : arrive.options(), false);
        if (isImpossible(arrive.expected())) {
            lost = true;
            refuse(arrive.expected());
            return;
        }
        Answer answer = importAll();
        if (answer.code() != 0 && (lost || !arrive.expected().conflicts().isEmpty())) {
            // What came before the last bundle was refused for good reasons; it takes a bundle that begins where the
            // target stands.
            harbour.desk().clearInbox();
            export(again(), false);
            answer = importAll();
        }
        assertThat(answer.code()).as(answer.text()).isZero();
        lost = false;
        compare(arrive.expected());
        if (arrive.twice()) {
            harbour.desk().carryAgain();
            Answer second = importAll();
            assertThat(second.code()).as(second.text()).isZero();
            compare(arrive.expected());
        }
    }

    private Answer importAll() {
        Answer answer = harbour.desk().importAll();
        note(answer.text());
        return answer;
    }

    /** Returns what to ask for when a bundle got lost: what came after the position that the target stands at. */
    private List<String> again() {
        String standing = standing();
        return standing.equals("0") ? List.of("--full") : List.of("--since", standing);
    }

    private String standing() {
        return harbour.target().superuser().value("select coalesce(min(number), 0) from rowferry.import_tracking");
    }

    private boolean isImpossible(Expected expected) {
        return expected.conflicts().stream()
                .anyMatch(query -> !harbour.source().superuser().query(query).isEmpty());
    }

    /** What was made before may be possible, and what it leads to is what the last bundle must leave alone. */
    private void refuse(Expected expected) {
        importAll();
        String before = contents(expected);
        Answer answer = importAll();
        assertThat(answer.code())
                .as("of an import that the target must refuse: " + answer.text())
                .isNotZero();
        assertThat(contents(expected)).as("the target after it").isEqualTo(before);
        harbour.desk().clearInbox();
    }

    private String contents(Expected expected) {
        StringBuilder contents = new StringBuilder();
        for (Expected.Pair pair : expected.tables()) {
            harbour.target()
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
                    harbour.source().reader(),
                    pair.onSource(),
                    harbour.target().reader(),
                    pair.onTarget());
        }
    }
}
