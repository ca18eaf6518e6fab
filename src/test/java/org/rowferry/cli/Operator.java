package org.rowferry.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.rowferry.report.Failure;
import org.rowferry.report.Journal;
import org.rowferry.report.Progress;

/** Types commands, as an operator does, into this process. */
public final class Operator {
    private final Map<String, String> environment;

    public Operator(Map<String, String> environment) {
        this.environment = environment;
    }

    /** What came of a command; output and complaints are one text, in the order in which a terminal shows them. */
    public record Answer(int code, String text) {}

    public Answer types(String... words) {
        return typesUntil(Integer.MAX_VALUE, words);
    }

    /** Types a command that ends at a step of its run, as if somebody had killed it there; it has its last words alone. */
    public Answer typesUntil(int step, String... words) {
        StringWriter text = new StringWriter();
        PrintWriter terminal = new PrintWriter(text);
        Console console = new Console(terminal, terminal, false);
        Journal journal = new Ending(console, step);
        int code = Main.run(new Wiring(console, new Interruption(), journal, environment), words);
        terminal.flush();
        return new Answer(code, text.toString());
    }

    /** Ends the run that it hears of at one of its steps. */
    private static final class Ending implements Journal {
        private final Journal console;
        private int left;

        Ending(Journal console, int steps) {
            this.console = console;
            this.left = steps;
        }

        @Override
        public void say(String line) {
            console.say(line);
        }

        @Override
        public void warn(Failure problem) {
            console.warn(problem);
        }

        @Override
        public void step(String name) {
            console.step(name);
            left--;
            // A command that goes on after an error of one file, target or link ends at its next step, before it
            // writes.
            if (left <= 0) {
                throw new AssertionError("ended at " + name);
            }
        }

        @Override
        public void moved(Progress progress) {
            console.moved(progress);
        }
    }
}
