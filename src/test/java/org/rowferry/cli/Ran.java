package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.rowferry.report.Failure;
import org.rowferry.report.Journal;
import org.rowferry.report.Progress;

/** A command that ran in this JVM: how it ended, and what it printed. */
record Ran(int code, String out, String err) {
    static Ran of(String... command) {
        return in(System.getenv(), command);
    }

    /** Runs a command under these variables alone. */
    static Ran in(Map<String, String> environment, String... command) {
        return beside(step -> {}, environment, command);
    }

    /** Runs a command likewise, while something happens at every step of it, on its own thread. */
    static Ran beside(Consumer<String> meanwhile, Map<String, String> environment, String... command) {
        return with(console -> new Beside(console, meanwhile), environment, command);
    }

    /** Runs a command with another journal. */
    static Ran with(UnaryOperator<Journal> journals, Map<String, String> environment, String... command) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Console console = new Console(new PrintWriter(out), new PrintWriter(err), false);
        Journal journal = journals.apply(console);
        int code = Main.run(new Wiring(console, new Interruption(), journal, environment), command);
        return new Ran(code, out.toString(), err.toString());
    }

    private record Beside(Journal console, Consumer<String> meanwhile) implements Journal {
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
            meanwhile.accept(name);
        }

        @Override
        public void moved(Progress progress) {
            console.moved(progress);
        }
    }

    Ran assertSays(String words) {
        assertThat(err).contains(words);
        return this;
    }

    Ran assertOk() {
        assertThat(code).as("%s", this).isZero();
        return this;
    }

    /** Fails unless the command ended with this code, and told the operator these words, at least one of them, and a way out. */
    Ran assertRefused(ExitCode expected, String... words) {
        assertThat(code).as("exit code of %s", this).isEqualTo(expected.number());
        assertThat(err).startsWith("rowferry: ").contains(words).contains("\nHINT: ");
        assertThat(err).as("a bug's stack trace").doesNotContain("\tat org.rowferry");
        return this;
    }
}
