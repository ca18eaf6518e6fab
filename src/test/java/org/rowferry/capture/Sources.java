package org.rowferry.capture;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rowferry.catalog.Definitions;
import org.rowferry.catalog.Equality;
import org.rowferry.catalog.KeyIndex;
import org.rowferry.catalog.Relation;
import org.rowferry.catalog.Relation.Traits;
import org.rowferry.catalog.RelationKind;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.Selection;
import org.rowferry.schema.TableName;

/** Tables of a source as values, of any kind and key. A column is written {@code name:type}. */
public final class Sources {
    /** A name that ends a name and begins a comment, for whoever forgets the quotes. */
    public static final TableName HOSTILE = TableName.of("Sh.op", "or\"ders; --");

    public static final Traits PLAIN =
            new Traits(false, Optional.empty(), false, false, 10, new Relation.Updates(100, false, false));
    static final String EQUAL = "operator(pg_catalog.=)";
    private static final long OID = 7;

    private Sources() {}

    public static Relation relation(RelationKind kind, String... columns) {
        return relation(Captured.name("orders"), kind, PLAIN, List.of(), columns);
    }

    static Relation relation(TableName name, RelationKind kind, Traits traits, List<KeyIndex> keys, String... columns) {
        List<Column> all = Arrays.stream(columns).map(Sources::column).toList();
        return new Relation(OID, name, kind, all, all, Set.of(), keys, traits, 100);
    }

    static Column column(String text) {
        String[] parts = text.split(":", 2);
        return Column.of(parts[0], parts[1], false);
    }

    static Key key(String... columns) {
        return new Key(Arrays.stream(columns).map(Identifier::new).toList());
    }

    /** Returns an index on columns that compares them as their types do. */
    static KeyIndex index(String... columns) {
        List<String> operators = Arrays.stream(columns).map(column -> EQUAL).toList();
        List<Optional<String>> belowDomain =
                Arrays.stream(columns).map(column -> Optional.<String>empty()).toList();
        return new KeyIndex(key(columns), operators, belowDomain, true);
    }

    static Equality equality(String column, boolean byImage) {
        return new Equality(new Identifier(column), EQUAL, Optional.empty(), byImage);
    }

    /** Returns a key that a unique index covers, of columns whose equal values are spelled the same. */
    public static RowKey unique(String... columns) {
        return new RowKey(
                key(columns),
                Arrays.stream(columns).map(column -> equality(column, true)).toList(),
                true,
                true);
    }

    /** Returns the same key where nothing but the operator says that it is unique. */
    static RowKey unvouched(RowKey key) {
        return new RowKey(key.key(), key.equalities(), false, false);
    }

    /** Returns a table that triggers watch by a key. */
    public static CapturedTable captured(Relation base, RowKey key, Partition... partitions) {
        return new CapturedTable(
                base,
                key,
                TableName.of("rowferry", "sh.op~1"),
                false,
                Captured.CAPTURE,
                List.of(),
                List.of(),
                List.of(),
                List.of(partitions),
                0);
    }

    /** Returns the same table, in whose shadow table a row may have many keys. */
    static CapturedTable inArrays(CapturedTable of) {
        return new CapturedTable(
                of.base(),
                of.key(),
                of.shadow(),
                true,
                of.captureId(),
                of.triggers(),
                of.altered(),
                of.attributes(),
                of.partitions(),
                of.purgedTo());
    }

    static CapturedTable hostile(RowKey key) {
        return captured(
                relation(HOSTILE, RelationKind.TABLE, PLAIN, List.of(), "Line No:integer", "id:integer", "na me:text"),
                key);
    }

    /** Returns a table whose rows are compared with those of before. */
    public static WatchedTable watched(Relation base, RowKey key) {
        return new WatchedTable(base, key, List.of(), CaptureMethod.WHOLE, List.of());
    }

    /** Returns a table as a target gets it that wants these columns, or all. */
    public static ShippedTable shipped(SourceTable source, Selection selection, String... columns) {
        List<Column> wanted = columns.length == 0
                ? source.base().columns()
                : Arrays.stream(columns).map(Sources::column).toList();
        return new ShippedTable(
                source,
                selection,
                wanted,
                new Definitions(List.of(), List.of(), List.of(), List.of()),
                List.of(),
                false);
    }
}
