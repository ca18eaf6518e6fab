package org.rowferry.bundle;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.rowferry.schema.BucketNumbers;
import org.rowferry.schema.Content;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Kind;
import org.rowferry.schema.Point;
import org.rowferry.schema.Table;

/**
 * One table of a bundle, as its manifest describes it.
 *
 * @param from where the window of the changes begins; a full has none
 * @param reason why a full was shipped; empty for changes
 * @param allKeys all keys that the table has come with its changes, and rows with others are to go
 * @param fingerprint the SHA-256, in hexadecimal, of what makes two shipments of a table comparable: its columns and key,
 *     and the expressions and the filter that it was read with
 * @param withheld the columns that the table has at the source and this target is not sent
 * @param buckets how many buckets its digests have; empty where none come
 * @param undigested why no digests come although they are due; empty where they come, or are not due
 * @param repair the buckets of which the changes have all keys, so that a target is mended; empty where none is
 */
public record TableContent(
        Table table,
        Kind kind,
        Optional<Point> from,
        String reason,
        boolean allKeys,
        String fingerprint,
        List<Identifier> withheld,
        Optional<Integer> buckets,
        String undigested,
        Optional<BucketNumbers> repair) {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    public TableContent {
        withheld = List.copyOf(withheld);
        if (!Collections.disjoint(new HashSet<>(withheld), table.columnNames())) {
            throw new IllegalArgumentException(table.name() + " withholds a column that it brings");
        }
        if (from.isPresent() != (kind == Kind.CHANGES)) {
            throw new IllegalArgumentException(
                    "changes begin at a point and a full does not, but " + table.name() + " is " + kind);
        }
        if (allKeys && kind == Kind.FULL) {
            throw new IllegalArgumentException("a full has its keys in its rows, but " + table.name() + " has others");
        }
        if (allKeys && table.key().isNone()) {
            throw new IllegalArgumentException(table.name() + " has no key, and all its keys are to come");
        }
        buckets.ifPresent(BucketNumbers::requireCount);
        if (buckets.isPresent() && !undigested.isEmpty()) {
            throw new IllegalArgumentException(table.name() + " has digests, and a reason to have none");
        }
        if (repair.isPresent() && (kind == Kind.FULL || table.key().isNone())) {
            throw new IllegalArgumentException("changes of a table with a key repair, not those of " + table.name());
        }
        if (!SHA256.matcher(fingerprint).matches()) {
            throw new IllegalArgumentException("the fingerprint of " + table.name() + " is no SHA-256");
        }
    }

    public static TableContent full(Table table, String reason, String fingerprint) {
        return new TableContent(
                table,
                Kind.FULL,
                Optional.empty(),
                reason,
                false,
                fingerprint,
                List.of(),
                Optional.empty(),
                "",
                Optional.empty());
    }

    public static TableContent changes(Table table, Point from, String fingerprint) {
        return new TableContent(
                table,
                Kind.CHANGES,
                Optional.of(from),
                "",
                false,
                fingerprint,
                List.of(),
                Optional.empty(),
                "",
                Optional.empty());
    }

    /** Returns the same changes, accompanied by all keys that the table has. */
    public TableContent withAllKeys() {
        return new TableContent(table, kind, from, reason, true, fingerprint, withheld, buckets, undigested, repair);
    }

    /** Returns the same content of a table that has further columns, which this target is not sent. */
    public TableContent withholding(List<Identifier> columns) {
        return new TableContent(table, kind, from, reason, allKeys, fingerprint, columns, buckets, undigested, repair);
    }

    /** Returns the same content with digests of so many buckets. */
    public TableContent withDigests(int count) {
        return new TableContent(
                table, kind, from, reason, allKeys, fingerprint, withheld, Optional.of(count), "", repair);
    }

    /** Returns the same content, whose digests are due and cannot be computed. */
    public TableContent undigested(String why) {
        return new TableContent(
                table, kind, from, reason, allKeys, fingerprint, withheld, Optional.empty(), why, repair);
    }

    /** Returns the same changes, which have all keys of some buckets. */
    public TableContent repairing(BucketNumbers numbers) {
        return new TableContent(
                table, kind, from, reason, allKeys, fingerprint, withheld, buckets, undigested, Optional.of(numbers));
    }

    /** Returns the name of its folder in the bundle, which is safe for a file system and belongs to no other table. */
    public String folder() {
        return Folder.of(table.name());
    }

    /** Returns what it brings, in the order in which it comes. */
    public List<Content> contents() {
        return Stream.of(Content.values()).filter(this::has).toList();
    }

    boolean has(Content content) {
        return switch (content) {
            case IDS -> kind == Kind.CHANGES;
            case KEYS -> allKeys;
            case ROWS -> true;
            case DIGESTS -> buckets.isPresent();
        };
    }
}
