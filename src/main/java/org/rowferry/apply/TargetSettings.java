package org.rowferry.apply;

import java.time.Duration;
import java.util.Map;
import org.rowferry.config.Section;
import org.rowferry.connection.Endpoint;
import org.rowferry.schema.Identifier;

/**
 * The settings of the target itself.
 *
 * @param endpoint the target database
 * @param schema Rowferry's own schema on the target
 * @param lockTimeout how long to wait for a table that another session has locked
 * @param indexesAfterRows an empty table that at least so many rows arrive for gets its indexes after them
 */
public record TargetSettings(Endpoint endpoint, Identifier schema, Duration lockTimeout, long indexesAfterRows) {
    /** So many rows take longer to be put into two indexes one by one than to be sorted for them, by some 0.1 s. */
    private static final long ENOUGH_ROWS = 100_000;

    /**
     * Reads it; problems are left with the configuration, which raises them all at once.
     *
     * @param environment the variables that connections are completed from
     */
    public static TargetSettings read(Section root, Map<String, String> environment) {
        if (root.holds("source") || root.holds("targets")) {
            root.hint("This is the exporter's file; name the importer's, which has the keys target: and inboxes:.");
        }
        return new TargetSettings(
                Endpoint.required(root, "target", environment),
                new Identifier(root.text("schema").orElse("rowferry")),
                root.duration("lock-timeout", Duration.ofMinutes(1)),
                root.value("indexes-after-rows", TargetSettings::rows).orElse(ENOUGH_ROWS));
    }

    private static long rows(String text) {
        if (text.equals("never")) {
            return Long.MAX_VALUE;
        }
        if (!text.matches("\\d{1,18}")) {
            throw new IllegalArgumentException("'" + text + "' is neither a number of rows nor never");
        }
        return Long.parseLong(text);
    }
}
