package org.rowferry.random;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** A table as it is drawn, and as it is after each change to it that is drawn later. */
final class DraftTable {
    private final TableName name;
    private final List<Identifier> key;
    private final List<List<String>> keys;
    private final List<DraftColumn> columns = new ArrayList<>();
    private final List<DraftForeignKey> foreignKeys = new ArrayList<>();
    private final List<List<Identifier>> uniques = new ArrayList<>();
    private final Shipping shipping = new Shipping();
    private boolean primary = true;
    private boolean unlogged;
    private boolean scarred;
    private Optional<Partitioning> partitioning = Optional.empty();
    private Optional<Partitioning> onTarget = Optional.empty();

    /**
     * Makes a table that has its key alone.
     *
     * @param keys the keys that rows may have, each a list of expressions; the first is used in passing alone
     */
    DraftTable(TableName name, List<DraftColumn> keyColumns, List<List<String>> keys) {
        this.name = name;
        this.columns.addAll(keyColumns);
        this.key = keyColumns.stream().map(DraftColumn::name).toList();
        this.keys = List.copyOf(keys);
    }

    TableName name() {
        return name;
    }

    TableName nameOnTarget() {
        return shipping.into().orElse(name);
    }

    List<Identifier> key() {
        return key;
    }

    List<List<String>> keys() {
        return keys;
    }

    /** Returns the columns, to read and to change. */
    List<DraftColumn> columns() {
        return columns;
    }

    List<DraftForeignKey> foreignKeys() {
        return foreignKeys;
    }

    /** Returns the unique constraints that both sides have besides the key. */
    List<List<Identifier>> uniques() {
        return uniques;
    }

    /** Returns what is shipped of it, and how. */
    Shipping shipping() {
        return shipping;
    }

    /** Has the key be a unique index on columns that are not null, and the table without a primary key. */
    void setNotPrimary() {
        primary = false;
    }

    boolean isPrimary() {
        return primary;
    }

    void setUnlogged() {
        unlogged = true;
    }

    boolean isUnlogged() {
        return unlogged;
    }

    void divide(Partitioning how) {
        partitioning = Optional.of(how);
    }

    void divideOnTarget(Partitioning how) {
        onTarget = Optional.of(how);
    }

    Partitioning partitioningOnTarget() {
        return onTarget.orElseThrow();
    }

    boolean isDividedOnTarget() {
        return onTarget.isPresent();
    }

    /** Returns how the source's table is partitioned. */
    Optional<Partitioning> partitioning() {
        return partitioning;
    }

    /** Returns the columns that unique constraints must have on either side. */
    List<Identifier> dividingColumns() {
        return Stream.of(partitioning, onTarget)
                .flatMap(Optional::stream)
                .flatMap(Partitioning::allColumns)
                .distinct()
                .toList();
    }

    /** Returns the partitions that writers reach. */
    List<TableName> attached() {
        return parts(DraftPartition::isAttached);
    }

    /** Returns the partitions that hold rows, without one that is away. */
    List<TableName> leaves() {
        return parts(part -> part.isAttached() && part.below().isEmpty());
    }

    boolean hasDetached() {
        return !parts(part -> part.state() == DraftPartition.State.DETACHED).isEmpty();
    }

    private List<TableName> parts(Predicate<DraftPartition> which) {
        return partitioning.stream()
                .flatMap(Partitioning::all)
                .filter(which)
                .map(DraftPartition::name)
                .toList();
    }

    /** Has a column amidst the others that was dropped. */
    void setScarred() {
        scarred = true;
    }

    /** Returns the statements that make it on the source, without its foreign keys. */
    String definition() {
        // What divides a table must be there when it is made.
        int least = partitioning.isPresent() ? key.size() : 0;
        int first = scarred ? Math.max(least, (columns.size() + 1) / 2) : columns.size();
        String made = "create " + (unlogged ? "unlogged " : "") + "table " + name + " ("
                + list(columns.subList(0, first), DraftColumn::definition) + (scarred ? ", gone integer default 1" : "")
                + ")" + partitioning.map(Partitioning::clause).orElse("");
        String scar = scarred ? ";\nalter table " + name + " drop column gone" : "";
        String rest = columns.subList(first, columns.size()).stream()
                .map(column -> ";\nalter table " + name + " add column " + column.definition())
                .collect(joining());
        String keyed = primary
                ? ";\nalter table " + name + " add primary key (" + list(key) + ")"
                : ";\ncreate unique index on " + name + " (" + list(key) + ")";
        String parts = partitioning.stream()
                .flatMap(how -> how.definition().stream())
                .map(statement -> statement + ";\n")
                .collect(joining());
        return made + scar + rest + keyed + ";\n" + parts;
    }

    List<DraftColumn> keyColumns() {
        return columns.stream().filter(column -> key.contains(column.name())).toList();
    }

    /** Returns whether foreign keys may lead to it. */
    boolean isReferable() {
        return keyColumns().stream().allMatch(column -> column.type().isReferable());
    }

    /** Returns the columns that nothing hangs on: no key, no foreign key, no unique constraint, no expression. */
    List<DraftColumn> freeColumns() {
        return columns.stream()
                .filter(column -> !key.contains(column.name()) && !column.isGenerated() && !isTied(column.name()))
                .toList();
    }

    private boolean isTied(Identifier column) {
        return shipping.mayUse(column)
                || foreignKeys.stream().anyMatch(foreign -> foreign.columns().contains(column))
                || uniques.stream().anyMatch(unique -> unique.contains(column))
                || columns.stream()
                        .flatMap(other -> other.generated().stream())
                        .anyMatch(generated -> generated.expression().contains(column.toString()));
    }

    /** Returns the columns that a statement may give a value for. */
    List<DraftColumn> writable() {
        return columns.stream().filter(column -> !column.isGenerated()).toList();
    }

    static String list(List<Identifier> names) {
        return names.stream().map(Identifier::toString).collect(joining(", "));
    }

    static String list(List<DraftColumn> columns, Function<DraftColumn, String> form) {
        return columns.stream().map(form).collect(joining(", "));
    }
}
