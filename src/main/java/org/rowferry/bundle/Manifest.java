package org.rowferry.bundle;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.NamedType;
import org.rowferry.schema.Point;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/**
 * The description of a bundle, at its beginning.
 *
 * @param tool the program that made it, with its version
 * @param to the bundle's own position and snapshot
 * @param time when the snapshot was taken, by the source's clock; nothing is decided by it
 * @param due until when the next bundle of the stream reaches its readers, by the same clock; empty where the source does
 *     not promise it. Nothing is decided by it
 * @param tables each table once, in the order in which the bundle's tool lists them
 * @param types those that somebody made and the tables' columns are made of, each once; a bundle of an older Rowferry has
 *     none, and its types are known by their names
 * @param leftOut the target's tables that it goes without, since they could not be exported
 */
public record Manifest(
        String tool,
        Origin source,
        Incarnation incarnation,
        StreamName target,
        Point to,
        Instant time,
        Optional<Instant> due,
        List<TableContent> tables,
        List<NamedType> types,
        List<LeftOut> leftOut) {
    /**
     * Where a bundle's rows come from, for people to read.
     *
     * @param name the source's database
     * @param system the server's system identifier, a number of 64 bits without sign
     * @param server the server's version
     */
    public record Origin(String name, String system, String server) {}

    /** A table of the target that a bundle goes without, and why it could not be exported. */
    public record LeftOut(TableName table, String reason) {}

    /** The number of the format that this program writes, and the newest that it reads. */
    public static final int FORMAT = 1;

    public Manifest {
        tables = List.copyOf(tables);
        types = List.copyOf(types);
        leftOut = List.copyOf(leftOut);
        if (types.stream().map(NamedType::name).distinct().count() < types.size()) {
            throw new IllegalArgumentException("a type is listed twice");
        }
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
        for (LeftOut left : leftOut) {
            if (!names.add(left.table())) {
                throw new IllegalArgumentException(left.table() + " is listed and left out");
            }
        }
    }

    /** Makes the manifest of a bundle that holds all of the target's tables, and says nothing of their types. */
    public Manifest(
            String tool,
            Origin source,
            Incarnation incarnation,
            StreamName target,
            Point to,
            Instant time,
            List<TableContent> tables) {
        this(tool, source, incarnation, target, to, time, tables, List.of(), List.of());
    }

    /** Makes the manifest of a bundle after which the next one may come at any time. */
    public Manifest(
            String tool,
            Origin source,
            Incarnation incarnation,
            StreamName target,
            Point to,
            Instant time,
            List<TableContent> tables,
            List<NamedType> types,
            List<LeftOut> leftOut) {
        this(tool, source, incarnation, target, to, time, Optional.empty(), tables, types, leftOut);
    }

    /** Returns whether it goes without a table of the target's. */
    public boolean leavesOut(TableName table) {
        return leftOut.stream().anyMatch(left -> left.table().equals(table));
    }

    Optional<TableContent> content(TableName table) {
        return tables.stream()
                .filter(content -> content.table().name().equals(table))
                .findFirst();
    }
}
