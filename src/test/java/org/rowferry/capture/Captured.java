package org.rowferry.capture;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.rowferry.catalog.Definitions;
import org.rowferry.catalog.Relation;
import org.rowferry.catalog.RelationKind;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.Selection;
import org.rowferry.schema.TableName;

/** Tables of a source as values: {@code shop.orders} with the key {@code id}. */
public final class Captured {
    public static final UUID LIFE = new UUID(0, 1);
    public static final UUID CAPTURE = new UUID(0, 9);
    private static final Identifier ID = new Identifier("id");

    private Captured() {}

    public static TableName name(String name) {
        return TableName.of("shop", name);
    }

    private static Relation relation(String name, long fileNode) {
        List<Column> columns = List.of(Column.of("id", "integer", true), Column.of("name", "text", false));
        return new Relation(
                7, name(name), RelationKind.TABLE, columns, columns, Set.of(), List.of(), Sources.PLAIN, fileNode);
    }

    private static RowKey key() {
        return new RowKey(new Key(List.of(ID)), List.of(), true, true);
    }

    /** Returns a table that triggers watch. */
    public static CapturedTable byTriggers(
            String name, UUID id, List<String> triggers, List<String> altered, long purgedTo) {
        return new CapturedTable(
                relation(name, 100),
                key(),
                name(name + "_dml"),
                false,
                id,
                triggers,
                altered,
                List.of(new ColumnRow(1, "50")),
                List.of(),
                purgedTo);
    }

    public static CapturedTable byTriggers() {
        return byTriggers("orders", CAPTURE, List.of("1:2", "3:4"), List.of(), 0);
    }

    /** Returns the same with another file, and other rows of its columns in the catalog. */
    public static CapturedTable rewritten(CapturedTable of, long fileNode, String writer, Partition... partitions) {
        return new CapturedTable(
                relation(of.name().name().name(), fileNode),
                of.key(),
                of.shadow(),
                of.inArrays(),
                of.captureId(),
                of.triggers(),
                of.altered(),
                List.of(new ColumnRow(1, writer)),
                List.of(partitions),
                of.purgedTo());
    }

    /** Returns a table whose rows are compared with those of before. */
    public static WatchedTable bySnapshot() {
        return new WatchedTable(relation("orders", 100), key(), List.of(), new CaptureMethod.Whole(), List.of());
    }

    /** Returns a table with these labels of enums, of which all columns are shipped. */
    public static ShippedTable shipped(SourceTable source, String... labels) {
        return new ShippedTable(
                source,
                Selection.EVERYTHING,
                source.base().columns(),
                new Definitions(List.of("1 id integer"), List.of(), List.of(), List.of(labels)),
                List.of(),
                false);
    }

    /** Returns the same table with a transform of its column {@code name}. */
    public static ShippedTable transformed(ShippedTable of, String expression) {
        return new ShippedTable(
                of.source(),
                new Selection(List.of(), Map.of(new Identifier("name"), expression), Optional.empty()),
                of.columns(),
                of.definitions(),
                of.functions(),
                false);
    }
}
