package org.rowferry.ddl;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * The role on a source that targets come as, through postgres_fdw, and what it may read.
 *
 * @param schema Rowferry's own, where it is there; without it nothing is installed
 * @param retain how long captured changes are kept beyond what every target has
 */
public record FdwReader(
        Identifier role, Optional<Identifier> schema, Duration retain, Telling telling, List<ReadTable> tables) {
    public FdwReader {
        tables = List.copyOf(tables);
    }

    /**
     * The bounds on the targets that the role tells of; an empty one stays as it is there.
     *
     * @param targets how many it may speak for
     * @param giveUpAfter how long what it last told may hold back the purge
     */
    public record Telling(Optional<Integer> targets, Optional<Duration> giveUpAfter) {}

    /** A table, and its shadow table where its changes are captured. */
    public record ReadTable(TableName name, Optional<TableName> shadow) {}
}
