package org.rowferry.importer;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.rowferry.bundle.Kind;
import org.rowferry.bundle.TableContent;
import org.rowferry.postgres.KeyIndex;
import org.rowferry.postgres.Reference;
import org.rowferry.postgres.Relation;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * A table of the target with what a bundle brings for it.
 *
 * @param key the unique index that rows are found by
 * @param references the foreign keys that lead to it
 * @param identities the columns that no UPDATE may set
 */
record TargetTable(
        TableContent content, Relation relation, KeyIndex key, List<Reference> references, Set<Identifier> identities) {
    TargetTable {
        references = List.copyOf(references);
        identities = Set.copyOf(identities);
    }

    TableName name() {
        return relation.name();
    }

    boolean isFull() {
        return content.kind() == Kind.FULL;
    }

    /** Returns the columns that the bundle brings, in its order. */
    List<Identifier> columns() {
        return content.table().columnNames();
    }

    /** Returns the columns that the target has beside those of the bundle; none of them is generated. */
    List<Identifier> ownColumns() {
        return relation.columns().stream()
                .map(Column::name)
                .filter(column -> !columns().contains(column))
                .toList();
    }

    /**
     * Returns whether rows must be merged: deleting and writing again a row that did not change would break or cascade
     * foreign keys, fire triggers for nothing, or lose what the target keeps in columns of its own.
     */
    boolean mustMerge() {
        return !references.isEmpty()
                || relation.traits().triggers()
                || relation.columns().size() > columns().size();
    }

    /** Returns the columns as a list in SQL, each through {@code form}. */
    String list(Function<Identifier, String> form) {
        return list(columns(), form);
    }

    /** Returns the key's columns as a list in SQL, in the order of the bundle's ids, each through {@code form}. */
    String keyList(Function<Identifier, String> form) {
        return list(content.table().key().columns(), form);
    }

    /** Returns the condition that two rows, known by their aliases, have one key. */
    String sameKey(String left, String right) {
        return key.match(
                column -> left + "." + column,
                i -> right + "." + key.key().columns().get(i));
    }

    private static String list(List<Identifier> columns, Function<Identifier, String> form) {
        return columns.stream().map(form).collect(Collectors.joining(", "));
    }
}
