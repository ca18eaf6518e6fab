package org.rowferry.watch;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * A command with its configuration.
 *
 * @param command the verb, such as {@code export}
 * @param config the path of the configuration, as it is told to others: an absolute one
 * @param dryRun whether it takes back all that it does
 * @param tables the tables of each target, inbox or link that the configuration names for the command; empty where it could
 *     not be read
 */
public record Job(String command, Path config, boolean dryRun, Map<String, Set<String>> tables) {
    public Job {
        config = config.toAbsolutePath().normalize();
        tables = Map.copyOf(tables);
    }

    /** Makes a job whose configuration is not read yet. */
    public Job(String command, Path config, boolean dryRun) {
        this(command, config, dryRun, Map.of());
    }

    /** Returns the same job when its configuration is read. */
    public Job of(Map<String, Set<String>> configured) {
        return new Job(command, config, dryRun, configured);
    }

    /** Returns whether the configuration does not name a target, inbox or link any more, or a table of it. */
    boolean hasDropped(String name, String table) {
        return !tables.isEmpty()
                && (!tables.containsKey(name)
                        || (!table.isEmpty()
                                && !tables.getOrDefault(name, Set.of()).contains(table)));
    }
}
