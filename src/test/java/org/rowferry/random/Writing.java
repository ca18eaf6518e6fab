package org.rowferry.random;

import static java.util.stream.Collectors.joining;
import static org.rowferry.random.DraftTable.list;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.rowferry.history.Dice;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** Draws statements that change a table. */
final class Writing {
    private final Dice dice;
    private final DraftTable table;
    /** The table's own, or a partition's now and then. */
    private final TableName name;

    private Writing(Dice dice, DraftTable table, TableName name) {
        this.dice = dice;
        this.table = table;
        this.name = name;
    }

    /** Writes to the table by its name, or straight to one of its partitions. */
    static Writing anywhere(Dice dice, DraftTable table) {
        List<TableName> parts = table.attached();
        return new Writing(dice, table, parts.isEmpty() || !dice.oneIn(4) ? table.name() : dice.any(parts));
    }

    /** Writes through another table, whose partition or child the table is. */
    static Writing through(Dice dice, DraftTable table, TableName other) {
        return new Writing(dice, table, other);
    }

    static Writing throughTheRoot(Dice dice, DraftTable table) {
        return new Writing(dice, table, table.name());
    }

    private enum Way {
        INSERT,
        INSERT_MANY,
        UPSERT,
        UPDATE,
        UPDATE_MANY,
        UPDATE_NOTHING,
        CHANGE_KEY,
        SWAP_KEYS,
        SWAP_VALUES,
        DELETE,
        DELETE_SOME,
        DELETE_AND_INSERT,
        DELETE_ALL,
        TRUNCATE
    }

    private static final List<Way> WAYS = ways(5, 6, 5, 6, 3, 1, 5, 3, 3, 5, 2, 2, 1, 1);

    private static List<Way> ways(int... weights) {
        List<Way> ways = new ArrayList<>();
        for (int kind = 0; kind < weights.length; kind++) {
            ways.addAll(Collections.nCopies(weights[kind], Way.values()[kind]));
        }
        return ways;
    }

    /** Returns one or several statements that do something to the table. */
    String any() {
        List<String> one = anyKey();
        List<String> two = anyKey();
        return switch (dice.any(WAYS)) {
            case INSERT -> insert(List.of(one));
            case INSERT_MANY -> insertMany();
            case UPSERT -> upsert(one);
            case UPDATE -> update(where(one));
            case UPDATE_MANY -> update(whereAny());
            case UPDATE_NOTHING ->
                "update " + name + " set " + table.key().get(0) + " = "
                        + table.key().get(0);
            case CHANGE_KEY -> changeKey(one, two);
            case SWAP_KEYS -> changeKey(one, spare()) + "; " + changeKey(two, one) + "; " + changeKey(spare(), two);
            case SWAP_VALUES -> swapValues(one, two);
            case DELETE -> "delete from " + name + where(one);
            case DELETE_SOME -> "delete from " + name + whereAny();
            case DELETE_AND_INSERT -> "delete from " + name + where(one) + "; " + insert(List.of(one));
            case DELETE_ALL -> "delete from " + name;
            case TRUNCATE -> "truncate " + name + " cascade";
        };
    }

    /** Returns a statement that no index decides about. */
    String single() {
        List<String> one = anyKey();
        return switch (dice.below(5)) {
            case 0 -> insert(List.of(one));
            case 1 -> changeKey(one, anyKey());
            case 2 -> "delete from " + name + where(one);
            default -> update(dice.oneIn(2) ? where(one) : whereAny());
        };
    }

    /** Returns a statement that updates or deletes a row, or inserts it where it is not there. */
    String merge() {
        List<String> key = anyKey();
        List<DraftColumn> changed = dice.some(changeable(), dice.between(1, 3));
        String matched = changed.isEmpty() || dice.oneIn(3)
                ? "delete"
                : "update set " + list(changed, column -> column.name() + " = " + column.draw(dice));
        return "merge into " + name + " as m using (values (1)) as v on " + same("m.", key) + " when matched then "
                + matched + " when not matched then "
                + insert(List.of(key)).replace("insert into " + name + " ", "insert ");
    }

    /** Returns a statement that gives the table rows to begin with. */
    String insertMany() {
        return insert(dice.some(table.keys().subList(1, table.keys().size()), dice.between(2, 6))) + " on conflict ("
                + list(table.key()) + ") do nothing";
    }

    private List<String> anyKey() {
        return dice.any(table.keys().subList(1, table.keys().size()));
    }

    private List<String> spare() {
        return table.keys().get(0);
    }

    private String insert(List<List<String>> keys) {
        List<DraftColumn> given = table.writable().stream()
                .filter(column -> table.key().contains(column.name()) || !column.mayBeLeftOut() || !dice.oneIn(8))
                .toList();
        return "insert into " + name + " ("
                + list(given, column -> column.name().toString())
                + ") overriding system value values "
                + keys.stream().map(key -> "(" + values(given, key) + ")").collect(joining(", "));
    }

    private String values(List<DraftColumn> columns, List<String> key) {
        Map<Identifier, String> tied = foreignValues();
        for (int i = 0; i < key.size(); i++) {
            tied.put(table.key().get(i), key.get(i));
        }
        return list(columns, column -> tied.containsKey(column.name()) ? tied.get(column.name()) : column.draw(dice));
    }

    /** Draws for each foreign key what its columns hold: some parent's key, which may be there, or NULL where it may. */
    private Map<Identifier, String> foreignValues() {
        Map<Identifier, String> values = new HashMap<>();
        for (DraftForeignKey foreign : table.foreignKeys()) {
            List<String> parent = dice.any(foreign.parent().keys());
            boolean none = dice.oneIn(4);
            for (int i = 0; i < parent.size(); i++) {
                Identifier column = foreign.columns().get(i);
                values.put(column, none && !isNotNull(column) ? "null" : parent.get(i));
            }
        }
        return values;
    }

    private boolean isNotNull(Identifier name) {
        return table.columns().stream().anyMatch(column -> column.name().equals(name) && column.notNull());
    }

    private String upsert(List<String> key) {
        List<DraftColumn> changed = changeable();
        String action = changed.isEmpty()
                ? "nothing"
                : "update set " + list(changed, column -> column.name() + " = excluded." + column.name());
        return insert(List.of(key)) + " on conflict (" + list(table.key()) + ") do " + action;
    }

    private List<DraftColumn> changeable() {
        return table.writable().stream()
                .filter(column -> !table.key().contains(column.name())
                        && !(column.origin() instanceof DraftColumn.Identity identity
                                && identity.how().equals("always")))
                .toList();
    }

    private String update(String where) {
        List<DraftColumn> changed = dice.some(changeable(), dice.between(1, 3));
        if (changed.isEmpty()) {
            return "update " + name + " set " + table.key().get(0) + " = "
                    + table.key().get(0) + where;
        }
        Map<Identifier, String> tied = foreignValues();
        return "update " + name + " set "
                + list(
                        changed,
                        column -> column.name() + " = "
                                + (tied.containsKey(column.name()) ? tied.get(column.name()) : column.draw(dice)))
                + where;
    }

    private String changeKey(List<String> from, List<String> to) {
        return "update " + name + " set "
                + IntStream.range(0, to.size())
                        .mapToObj(i -> table.key().get(i) + " = " + to.get(i))
                        .collect(joining(", "))
                + where(from);
    }

    /** Gives each of two rows what the other has, in one statement. */
    private String swapValues(List<String> one, List<String> two) {
        List<DraftColumn> changed = dice.some(changeable(), dice.between(1, 3));
        if (changed.isEmpty()) {
            return update(whereAny());
        }
        return "update " + name + " as a set "
                + list(changed, column -> column.name() + " = b." + column.name())
                + " from " + name + " as b where (" + same("a.", one) + " and " + same("b.", two) + ") or ("
                + same("a.", two) + " and " + same("b.", one) + ")";
    }

    private String where(List<String> key) {
        return " where " + same("", key);
    }

    private String whereAny() {
        return " where "
                + dice.some(table.keys(), dice.between(2, 4)).stream()
                        .map(key -> "(" + same("", key) + ")")
                        .collect(joining(" or "));
    }

    /** Returns the condition that a row has a key. */
    String same(String alias, List<String> key) {
        List<DraftColumn> columns = table.keyColumns();
        return IntStream.range(0, key.size())
                .mapToObj(i ->
                        columns.get(i).type().comparable(alias + columns.get(i).name()) + " = "
                                + columns.get(i).type().comparable(key.get(i)))
                .collect(joining(" and "));
    }
}
