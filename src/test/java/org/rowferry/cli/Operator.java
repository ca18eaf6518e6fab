package org.rowferry.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** Types commands, as an operator does, into this process. */
public final class Operator {
    private final Map<String, String> environment;

    public Operator(Map<String, String> environment) {
        this.environment = environment;
    }

    /** What came of a command; output and complaints are one text, in the order in which a terminal shows them. */
    public record Answer(int code, String text) {}

    public Answer types(String... words) {
        StringWriter text = new StringWriter();
        PrintWriter terminal = new PrintWriter(text);
        Console console = new Console(terminal, terminal, false);
        int code = Main.run(new Wiring(console, new Interruption(), console, environment), words);
        terminal.flush();
        return new Answer(code, text.toString());
    }
}
