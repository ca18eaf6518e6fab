package org.rowferry.apply;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;

/**
 * The temporary tables that the keys of one table after the other wait in. Each table is deleted from as soon as its keys
 * are here, and leaves its temporary table empty for the next. One temporary table for each would take longer than all
 * else that a server does for a small table.
 */
final class SharedKeys {
    /**
     * So many keys are deleted by without statistics. The planner knows that they take a page, which is enough to tell them
     * from the table's rows.
     */
    static final long FEW = 100;

    /** Two columns of one of these types never differ in their collation. */
    private static final Set<String> TYPES = Set.of("smallint", "integer", "bigint", "uuid");

    /** Their names, by the types of their columns. */
    private final Map<List<String>, String> names = new HashMap<>();

    /** The tables of the target, by oid, whose keys are still asked for when those of others are here. */
    private final Set<Long> asked;

    private final Map<String, Long> users = new HashMap<>();

    /** @param tables those that are written together */
    SharedKeys(List<TargetTable> tables) {
        this.asked = tables.stream()
                .flatMap(table -> table.references().stream())
                .filter(reference ->
                        reference.onDelete().writes() || reference.onUpdate().writes())
                .flatMap(reference -> reference.child().kin().stream())
                .collect(Collectors.toSet());
    }

    /**
     * Returns whether the keys of a table that is replaced can wait in one of these: it is known how many come, they alone
     * decide on its rows, and no other table may mind the deletes.
     */
    boolean suit(TargetTable table) {
        TableDelivery delivery = table.delivery();
        return !table.isFull()
                && !table.isWithoutKey()
                && !delivery.allKeys()
                && !delivery.repairs()
                && delivery.announced().filter(total -> total.keys() > 0).isPresent()
                && table.references().isEmpty()
                && !asked.contains(table.relation().oid())
                && types(table).stream().allMatch(TYPES::contains);
    }

    /** Returns the name of the one for the keys of a table that suits. */
    String nameFor(TargetTable table) {
        return names.computeIfAbsent(types(table), types -> "rowferry_keys_of_many_" + (names.size() + 1));
    }

    /** Returns the statements that make all that were asked for. */
    List<String> creations() {
        return names.entrySet().stream()
                .map(shared -> Staging.creationOf(shared.getValue(), definitions(shared.getKey())))
                .toList();
    }

    private static String definitions(List<String> types) {
        return IntStream.range(0, types.size())
                .mapToObj(i -> column(i) + " " + types.get(i))
                .collect(Collectors.joining(", "));
    }

    /** Returns the columns for so many values of a key. */
    static String columns(int count) {
        return IntStream.range(0, count).mapToObj(SharedKeys::column).collect(Collectors.joining(", "));
    }

    private static String column(int place) {
        return "key_" + (place + 1);
    }

    /** Has a table's keys come next. */
    void begin(String name, TargetTable table) {
        Long before = users.put(name, table.relation().oid());
        if (before != null) {
            throw new IllegalStateException("keys of " + table.name() + " come among those of the table " + before);
        }
    }

    /** Returns the statement that leaves one empty, once the keys in it are of no more use. */
    String emptying(String name) {
        users.remove(name);
        return "truncate pg_temp." + name;
    }

    /** Returns the error of a COPY into one of them, in the words of one into the table itself. */
    static String reworded(String message, List<Identifier> key) {
        String reworded = message;
        for (int i = 0; i < key.size(); i++) {
            reworded = reworded.replace(
                    ", column " + column(i) + ":", ", column " + key.get(i).name() + ":");
        }
        return reworded;
    }

    /** Returns the types of the columns of a table's key, as the target has them. */
    static List<String> types(TargetTable table) {
        return table.keyColumns().stream()
                .map(name -> table.relation().stored().stream()
                        .filter(column -> column.name().equals(name))
                        .findFirst()
                        .map(Column::type)
                        .orElse(""))
                .toList();
    }
}
