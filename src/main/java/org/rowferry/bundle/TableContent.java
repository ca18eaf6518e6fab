package org.rowferry.bundle;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
 */
public record TableContent(
        Table table,
        Kind kind,
        Optional<Point> from,
        String reason,
        boolean allKeys,
        String fingerprint,
        List<Identifier> withheld) {
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
        if (!SHA256.matcher(fingerprint).matches()) {
            throw new IllegalArgumentException("the fingerprint of " + table.name() + " is no SHA-256");
        }
    }

    public static TableContent full(Table table, String reason, String fingerprint) {
        return new TableContent(table, Kind.FULL, Optional.empty(), reason, false, fingerprint, List.of());
    }

    public static TableContent changes(Table table, Point from, String fingerprint) {
        return new TableContent(table, Kind.CHANGES, Optional.of(from), "", false, fingerprint, List.of());
    }

    /** Returns the same changes, accompanied by all keys that the table has. */
    public TableContent withAllKeys() {
        return new TableContent(table, kind, from, reason, true, fingerprint, withheld);
    }

    /** Returns the same content of a table that has further columns, which this target is not sent. */
    public TableContent withholding(List<Identifier> columns) {
        return new TableContent(table, kind, from, reason, allKeys, fingerprint, columns);
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
        };
    }
}
