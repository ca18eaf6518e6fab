package org.rowferry.random;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.rowferry.history.Dice;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * How a table, or a partition, is divided.
 *
 * @param way {@code range}, {@code list} or {@code hash}
 * @param columns those of the key that decide where a row goes
 * @param parts the partitions right below it
 */
record Partitioning(String way, List<Identifier> columns, List<DraftPartition> parts) {
    /** Types whose values every major can hash. */
    private static final Set<String> HASHED =
            Set.of("integer", "bigint", "text", "uuid", "date", "bytea", "numeric", "inet", "interval");

    private static final List<String> UNEVEN_THIRDS = List.of(
            "for values with (modulus 2, remainder 0)",
            "for values with (modulus 4, remainder 1)",
            "for values with (modulus 4, remainder 3)");

    Partitioning {
        columns = List.copyOf(columns);
        parts = List.copyOf(parts);
    }

    /** Draws how to divide a table by its key, with partitions that leave no key out. */
    static Partitioning of(Draft draft, DraftTable table) {
        return of(draft, table, table.name(), 1);
    }

    private static Partitioning of(Draft draft, DraftTable table, TableName divided, int level) {
        Dice dice = draft.dice();
        List<String> some = dice.any(table.keys());
        int at = dice.below(table.key().size());
        boolean hashed = HASHED.contains(table.keyColumns().get(at).type().sql());
        int which = dice.below(hashed ? 4 : 3);
        List<String> bounds = switch (which) {
            case 0 -> ranges(some);
            case 1 -> ranges(some.subList(at, at + 1));
            case 2 -> List.of("for values in (" + some.get(at) + ")", DraftPartition.DEFAULT);
            default -> UNEVEN_THIRDS;
        };
        return new Partitioning(
                List.of("range", "range", "list", "hash").get(which),
                which == 0 ? table.key() : table.key().subList(at, at + 1),
                bounds.stream()
                        .map(bound -> part(draft, table, divided, bound, level))
                        .toList());
    }

    private static List<String> ranges(List<String> between) {
        String bound = "(" + String.join(", ", between) + ")";
        return List.of(
                "for values from " + ends(between, "minvalue") + " to " + bound,
                "for values from " + bound + " to " + ends(between, "maxvalue"));
    }

    private static String ends(List<String> values, String end) {
        return values.stream().map(value -> end).collect(joining(", ", "(", ")"));
    }

    private static DraftPartition part(Draft draft, DraftTable table, TableName divided, String bounds, int level) {
        TableName name = draft.newName("part");
        boolean deeper = level == 1 && draft.dice().oneIn(4);
        return new DraftPartition(
                divided, name, bounds, deeper ? Optional.of(of(draft, table, name, level + 1)) : Optional.empty());
    }

    /** Returns what the definition of the table that is divided ends with. */
    String clause() {
        return " partition by " + way + " (" + DraftTable.list(columns) + ")";
    }

    /** Returns the statements that make its partitions. */
    List<String> definition() {
        return parts.stream().flatMap(part -> part.definition().stream()).toList();
    }

    /** Returns the columns that decide at any level; a unique constraint of the whole must have them. */
    Stream<Identifier> allColumns() {
        return Stream.concat(
                        columns.stream(),
                        parts.stream().flatMap(part -> part.below().stream()).flatMap(Partitioning::allColumns))
                .distinct();
    }

    /** Returns the partitions of every level, without those below one that is not there. */
    Stream<DraftPartition> all() {
        return parts.stream()
                .flatMap(part -> Stream.concat(
                        Stream.of(part),
                        part.below().stream().filter(below -> part.isAttached()).flatMap(Partitioning::all)));
    }
}
