package org.rowferry.cli.demo;

import java.util.List;
import java.util.Map;
import org.rowferry.connection.Endpoint;
import org.rowferry.postgres.Database;
import org.rowferry.report.Family;

/** The objects that the command line gives to the demo: a voice, the verbs, and databases that Ctrl-C cancels. */
public interface Stage {
    void say(String line);

    /**
     * Runs a verb as it would be typed; throws where it does not end well.
     *
     * @param environment the variables that the verb sees
     */
    void run(List<String> words, Map<String, String> environment);

    /** Names a database; {@code side} is the family of what goes wrong with it. */
    Database database(Endpoint endpoint, Family side);

    /** Throws once the demo was interrupted. */
    void refuseInterrupted();
}
