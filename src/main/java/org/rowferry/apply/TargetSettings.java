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
 */
public record TargetSettings(Endpoint endpoint, Identifier schema, Duration lockTimeout) {
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
                root.duration("lock-timeout", Duration.ofMinutes(1)));
    }
}
