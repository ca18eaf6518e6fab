package org.rowferry.apply;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rowferry.report.Invocation;
import org.rowferry.schema.BucketNumbers;
import org.rowferry.schema.Content;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Kind;
import org.rowferry.schema.Point;
import org.rowferry.schema.Table;
import org.rowferry.schema.TableName;

/**
 * One table of a delivery, by the source's names.
 *
 * @param from the point where its changes begin; empty where all rows arrive
 * @param allKeys all keys of the source's table arrive with the changes, and rows with other keys are to go
 * @param withheld the columns that the source's table has and this target is not sent
 * @param inFull the way to all of its rows
 * @param announced how many records arrive; empty where nobody knows, and all records of each content arrive at once
 * @param proving the digests, and the buckets to be repaired
 */
public record TableDelivery(
        Table table,
        Optional<Point> from,
        boolean allKeys,
        List<Identifier> withheld,
        InFull inFull,
        Optional<Announced> announced,
        Proving proving) {
    public TableDelivery {
        withheld = List.copyOf(withheld);
    }

    /** Makes one without digests, and without buckets to be repaired. */
    public TableDelivery(
            Table table,
            Optional<Point> from,
            boolean allKeys,
            List<Identifier> withheld,
            InFull inFull,
            Optional<Announced> announced) {
        this(table, from, allKeys, withheld, inFull, announced, Proving.NONE);
    }

    /**
     * The part of a delivery that proves a table equal, or makes it so.
     *
     * @param buckets how many buckets its digests have; empty where none arrive
     * @param undigested why the source could not compute digests that were due; empty otherwise
     * @param atOnce the rows are compared with the digests as soon as they are written
     * @param repair the buckets of which all keys arrive; rows of the target with other keys in them are to go
     */
    public record Proving(
            Optional<Integer> buckets, String undigested, boolean atOnce, Optional<BucketNumbers> repair) {
        /** Nothing of the kind arrives. */
        public static final Proving NONE = new Proving(Optional.empty(), "", false, Optional.empty());
    }

    /**
     * The command that makes all rows of a table arrive.
     *
     * @param writes it writes them as well, so the table has to fit before
     */
    public record InFull(Invocation command, boolean writes) {}

    /** How many records of one table arrive. */
    public record Announced(long keys, long allKeys, long rows) {}

    public TableName name() {
        return table.name();
    }

    Kind kind() {
        return from.isPresent() ? Kind.CHANGES : Kind.FULL;
    }

    boolean isFull() {
        return from.isEmpty();
    }

    /** Returns whether no column tells the rows apart. */
    boolean isWithoutKey() {
        return table.key().isNone();
    }

    /** Returns whether the target's own rows in some buckets are to become those of the source. */
    boolean repairs() {
        return proving.repair().isPresent();
    }

    /** Returns the kinds of records that arrive. */
    Set<Content> contents() {
        Set<Content> contents = EnumSet.of(Content.ROWS);
        if (!isFull()) {
            contents.add(Content.IDS);
        }
        if (allKeys) {
            contents.add(Content.KEYS);
        }
        if (proving.buckets().isPresent()) {
            contents.add(Content.DIGESTS);
        }
        return contents;
    }
}
