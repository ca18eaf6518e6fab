package org.rowferry.catalog;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.Table;
import org.rowferry.schema.TableName;

/**
 * One table, as the catalog describes it.
 *
 * @param columns those that are shipped: no dropped ones, and of the generated ones none but a key's
 * @param stored all that are stored, in the table's order
 * @param computed those of them that are generated
 * @param keys its unique indexes that can serve as a key, the primary key first
 * @param traits what makes it special
 */
public record Relation(
        long oid,
        TableName name,
        RelationKind kind,
        List<Column> columns,
        List<Column> stored,
        Set<Identifier> computed,
        List<KeyIndex> keys,
        Traits traits,
        long fileNode) {
    public Relation {
        columns = List.copyOf(columns);
        stored = List.copyOf(stored);
        computed = Set.copyOf(computed);
        keys = List.copyOf(keys);
    }

    /**
     * The special properties of a table.
     *
     * @param inherits it is a child or a parent of inheritance, other than of partitions
     * @param root the partitioned table at the top, where it is a partition
     * @param temporary it lives as long as a session
     * @param rowSecurity policies would hide rows from the role that asks
     * @param owner the oid of the role that owns it
     * @param updates the facts that tell whether rows can be updated where they are
     */
    public record Traits(
            boolean inherits,
            Optional<TableName> root,
            boolean temporary,
            boolean rowSecurity,
            long owner,
            Updates updates) {}

    /**
     * The facts that tell whether rows can be updated where they are.
     *
     * @param fillfactor how full an INSERT makes a page, in percent; the rest of it is for updated rows
     * @param allowed the role that asks may read and update every column
     * @param immediate no unique constraint is deferrable, and none excludes more than equal values
     */
    public record Updates(int fillfactor, boolean allowed, boolean immediate) {}

    /** Returns the same without its columns and keys. */
    public RelationHead head() {
        return new RelationHead(oid, name, kind, traits, fileNode);
    }

    public Optional<KeyIndex> primaryKey() {
        return keys.stream().filter(KeyIndex::primary).findFirst();
    }

    /** Returns the unique index on just these columns, which may have them in another order, as one in this order. */
    public Optional<KeyIndex> keyOn(Key key) {
        return keys.stream()
                .filter(index -> index.key().columns().size() == key.columns().size()
                        && index.key().columns().containsAll(key.columns()))
                .findFirst()
                .map(index -> index.inOrderOf(key));
    }

    public Optional<Column> column(Identifier name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    /** Returns the same with the columns of a key among those that are shipped, though the server computes them. */
    public Relation keyedBy(Key key) {
        List<Column> shipped = stored.stream()
                .filter(column -> !computed.contains(column.name()) || key.contains(column.name()))
                .toList();
        return new Relation(oid, name, kind, shipped, stored, computed, keys, traits, fileNode);
    }

    /** Returns the same where these columns are known to be computed elsewhere, though they look plain here. */
    public Relation computing(Set<Identifier> more) {
        Set<Identifier> all = new HashSet<>(computed);
        all.addAll(more);
        return new Relation(oid, name, kind, columns, stored, all, keys, traits, fileNode);
    }

    /** Returns whether a column is shipped that the server computes, which it does not copy by itself. */
    public boolean shipsComputed() {
        return columns.stream().map(Column::name).anyMatch(computed::contains);
    }

    public Table as(Key key) {
        return new Table(name, keyedBy(key).columns, key);
    }
}
