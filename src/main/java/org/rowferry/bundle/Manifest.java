package org.rowferry.bundle;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.Point;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/**
 * What a bundle says of itself.
 *
 * @param tool the program that made it, with its version
 * @param to the bundle's own position and snapshot
 * @param time when the snapshot was taken, by the source's clock; nothing is decided by it
 * @param tables each table once, in the order in which the bundle's tool lists them
 */
public record Manifest(
        String tool,
        Origin source,
        Incarnation incarnation,
        StreamName target,
        Point to,
        Instant time,
        List<TableContent> tables) {
    /** The number of the format that this program writes, and the newest that it reads. */
    public static final int FORMAT = 1;

    public Manifest {
        tables = List.copyOf(tables);
        HashSet<TableName> names = new HashSet<>();
        for (TableContent content : tables) {
            TableName name = content.table().name();
            if (!names.add(name)) {
                throw new IllegalArgumentException(name + " is listed twice");
            }
            if (content.from()
                    .filter(from -> from.position().compareTo(to.position()) >= 0)
                    .isPresent()) {
                throw new IllegalArgumentException("the changes of " + name + " end before they begin");
            }
        }
    }

    public Optional<TableContent> content(TableName table) {
        return tables.stream()
                .filter(content -> content.table().name().equals(table))
                .findFirst();
    }
}
