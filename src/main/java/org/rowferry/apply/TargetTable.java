package org.rowferry.apply;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.rowferry.apply.FeedEntry.Apply;
import org.rowferry.catalog.KeyIndex;
import org.rowferry.catalog.Reference;
import org.rowferry.catalog.Relation;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Literal;
import org.rowferry.schema.TableName;

/**
 * A table of the target with what arrives for it. All columns here go by the target's names.
 *
 * @param mapped each of the columns that arrive, in their order
 * @param key the unique index that rows are found by: the key that arrives, and maybe columns that are set to constants
 * @param references the foreign keys that lead to it
 * @param identities the columns that no UPDATE may set
 * @param triggered triggers of its own fire
 * @param held how many of the feed's own rows it holds, where that is known
 * @param emptied the columns that the feed wrote before and is not sent any more
 */
record TargetTable(
        TableDelivery delivery,
        FeedEntry entry,
        Relation relation,
        List<Mapped> mapped,
        KeyIndex key,
        List<Reference> references,
        Set<Identifier> identities,
        boolean triggered,
        Optional<Long> held,
        List<Column> emptied) {
    TargetTable {
        emptied = List.copyOf(emptied);
        mapped = List.copyOf(mapped);
        references = List.copyOf(references);
        identities = Set.copyOf(identities);
    }

    /** A column that arrives, and the target's column that takes it; without one it is left out. */
    record Mapped(Column source, Optional<Identifier> target) {}

    TableName name() {
        return relation.name();
    }

    boolean isFull() {
        return delivery.isFull();
    }

    /** Returns whether the table has no key: then all rows are deleted and inserted again. */
    boolean isWithoutKey() {
        return delivery.isWithoutKey();
    }

    /** Returns whether the bundle's rows can be copied as they are: nothing is left out and nothing added. */
    boolean takesRowsAsTheyAre() {
        return entry.set().isEmpty() && ignored().isEmpty();
    }

    /** Returns the columns that the bundle's rows are written to, in its order. */
    List<Identifier> columns() {
        return mapped.stream().map(Mapped::target).flatMap(Optional::stream).toList();
    }

    /** Returns the columns that are left out, by the source's names. */
    List<Identifier> ignored() {
        return mapped.stream()
                .filter(column -> column.target().isEmpty())
                .map(column -> column.source().name())
                .toList();
    }

    /**
     * Returns whether rows must be merged: deleting and writing again a row that did not change would break or cascade
     * foreign keys, fire triggers for nothing, or lose what the target keeps in columns of its own. Rows without a key
     * cannot be compared: none of them comes, or all do.
     */
    boolean mustMerge() {
        return switch (entry.apply()) {
            case MERGE -> true;
            case REPLACE -> false;
            case AUTO -> !isWithoutKey() && (isReferenced() || triggered || hasColumnsOfItsOwn() || delivery.repairs());
        };
    }

    private boolean hasColumnsOfItsOwn() {
        return relation.columns().size() > columns().size() + entry.set().size();
    }

    /** Returns whether the operator forbids what foreign keys that lead to the table need. */
    boolean isReplacedAgainstForeignKeys() {
        return (entry.apply() == Apply.REPLACE || isWithoutKey()) && isReferenced();
    }

    /** Returns whether foreign keys lead to the table. */
    boolean isReferenced() {
        return !references.isEmpty();
    }

    /** Returns the columns that the target has beside those of the bundle; none of them is generated. */
    List<Identifier> ownColumns() {
        return relation.columns().stream()
                .map(Column::name)
                .filter(column -> !columns().contains(column))
                .toList();
    }

    /**
     * Returns the statement that takes from the feed's rows what was withheld from the target; empty where nothing was.
     * Null, where the column takes it: its default may be a value that looks like the source's.
     */
    Optional<String> emptying() {
        if (emptied.isEmpty()) {
            return Optional.empty();
        }
        String values = emptied.stream()
                .map(column -> column.name() + (column.notNull() ? " = default" : " = null"))
                .collect(Collectors.joining(", "));
        return Optional.of("update " + name() + " as t set " + values + " where true" + ofTheFeed("t"));
    }

    /** Returns a column of a row that is written, out of the staged row or the target's row with these aliases. */
    String value(Identifier column, String staged, String before) {
        return Optional.ofNullable(entry.set().get(column))
                .map(text -> new Literal(text).toString())
                .orElseGet(() -> (columns().contains(column) ? staged : before) + "." + column);
    }

    /** Returns the columns that the bundle's rows are written to as a list in SQL, each through {@code form}. */
    String list(Function<Identifier, String> form) {
        return list(columns(), form);
    }

    /** Returns the key's columns as a list in SQL, in the order of the bundle's ids, each through {@code form}. */
    String keyList(Function<Identifier, String> form) {
        return list(keyColumns(), form);
    }

    /** Returns the columns of the temporary table for the keys that arrive, in their order. */
    List<Identifier> keyColumns() {
        return delivery.table().key().columns().stream().map(entry::named).toList();
    }

    /** Returns the columns of the temporary table that takes the bundle's rows, in its order. */
    List<Identifier> stagedColumns() {
        return IntStream.range(0, mapped.size()).mapToObj(this::staged).toList();
    }

    private Identifier staged(int index) {
        return mapped.get(index).target().orElseGet(() -> new Identifier("rowferry_left_out_" + index));
    }

    /** Returns the same as a list in SQL. */
    String stagedList() {
        return list(stagedColumns(), Identifier::toString);
    }

    /** Returns what to select from the table so that a temporary one has such columns; what is left out is text. */
    String definition(List<Identifier> staged) {
        List<Identifier> own = columns();
        return list(staged, column -> own.contains(column) ? column.toString() : "cast(null as text) as " + column);
    }

    /** Returns the columns of a row that is inserted: the bundle's and the constants'. */
    String insertedList() {
        return list(
                Stream.concat(columns().stream(), entry.set().keySet().stream()).toList(), Identifier::toString);
    }

    /** Returns the values of a row that is inserted, out of the staged row with this alias. */
    String insertedValues(String alias) {
        return Stream.concat(
                        columns().stream().map(column -> alias + "." + column),
                        entry.set().values().stream().map(text -> new Literal(text).toString()))
                .collect(Collectors.joining(", "));
    }

    /** Returns the condition that two rows, known by their aliases, have one key; without a key, no two have. */
    String sameKey(String left, String right) {
        if (isWithoutKey()) {
            return "false";
        }
        Set<Identifier> shipped = Set.copyOf(keyColumns());
        return key.key().columns().stream()
                .filter(shipped::contains)
                .map(column -> key.equal(column, left, right))
                .collect(Collectors.joining(" and "));
    }

    /** Returns the condition that a row is one of the feed's own, to be put behind another; empty where all are. */
    String ofTheFeed(String alias) {
        return entry.set().entrySet().stream()
                .map(constant -> " and " + alias + "." + constant.getKey() + " "
                        + key.operator(constant.getKey()).orElse("=") + " " + new Literal(constant.getValue()))
                .collect(Collectors.joining());
    }

    private static String list(List<Identifier> columns, Function<Identifier, String> form) {
        return columns.stream().map(form).collect(Collectors.joining(", "));
    }
}
