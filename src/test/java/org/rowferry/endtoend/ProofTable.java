package org.rowferry.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rowferry.history.Dice;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Selection;
import org.rowferry.schema.TableName;

/**
 * A table that is to be proven, and the statements that write it. Each row has a number, which its key is made of.
 *
 * @param ddl makes it on the source
 * @param columns those of the key first
 * @param keys how many columns the key has
 * @param literal the format that makes a number the value of the first column
 * @param text a column of type text, which no key has
 * @param numbers rows have numbers below it
 */
record ProofTable(
        TableName name,
        String ddl,
        List<Identifier> columns,
        int keys,
        String literal,
        Identifier text,
        int numbers,
        Values values) {
    ProofTable {
        columns = List.copyOf(columns);
    }

    /** Returns the values of a row, as SQL. */
    interface Values {
        String of(long number, Dice dice);
    }

    Identifier key() {
        return columns.get(0);
    }

    long number(Dice dice) {
        return dice.below(numbers) - 20L;
    }

    String literalOf(long number) {
        return String.format(Locale.ROOT, literal, number);
    }

    String insert(long number, Dice dice) {
        return insert(List.of(number), dice);
    }

    String insert(List<Long> numbers, Dice dice) {
        return "insert into " + name + " (" + list(columns) + ") values "
                + numbers.stream()
                        .map(number -> "(" + values.of(number, dice) + ")")
                        .collect(Collectors.joining(", "))
                + " on conflict do nothing";
    }

    /** Returns a write of whichever row. */
    String change(Dice dice) {
        long number = number(dice);
        return switch (dice.below(4)) {
            case 0 -> delete(number);
            case 1 -> insert(number, dice);
            default -> update(number, dice);
        };
    }

    String update(long number, Dice dice) {
        return "update " + name + " set (" + list(columns) + ") = (" + values.of(number, dice) + ")" + where(number);
    }

    String delete(long number) {
        return "delete from " + name + where(number);
    }

    private String where(long number) {
        return " where " + key() + " = " + literalOf(number);
    }

    /** Draws the part of it that the target gets. */
    Selection selection(Dice dice) {
        if (dice.oneIn(4)) {
            return Selection.EVERYTHING;
        }
        List<Identifier> picked = new ArrayList<>(columns.subList(0, keys));
        List<Identifier> others = columns.subList(keys, columns.size());
        picked.addAll(dice.some(others, dice.between(0, others.size())));
        List<Identifier> some = dice.oneIn(2) ? List.of() : picked;
        boolean hasText = some.isEmpty() || some.contains(text);
        String value = dice.any(
                "upper(" + text + ")", "coalesce(" + text + ", '-') || '!'", "nullif(" + text + ", 'a') -- no a");
        String condition = dice.any(text + " is distinct from 'a'", "length(coalesce(" + text + ", '')) < 4");
        return new Selection(
                some,
                hasText && dice.oneIn(2) ? Map.of(text, value) : Map.of(),
                dice.oneIn(2) ? Optional.of(condition) : Optional.empty());
    }

    /** Returns the query on the source for the rows that are sent. */
    String sent(Selection selection) {
        String values = shipped(selection)
                .map(column -> selection.transform().containsKey(column)
                        ? "(" + Objects.requireNonNull(selection.transform().get(column)) + "\n)"
                        : column.toString())
                .collect(Collectors.joining(", "));
        return "select row(" + values + ")::text from " + name
                + selection.where().map(condition -> " where " + condition).orElse("");
    }

    /** Returns the query on the target for the rows as far as they are sent. */
    String arrived(Selection selection) {
        return "select row(" + list(shipped(selection).toList()) + ")::text from " + name;
    }

    private Stream<Identifier> shipped(Selection selection) {
        return columns.stream().filter(selection::wants);
    }

    private static String list(List<Identifier> columns) {
        return columns.stream().map(Identifier::toString).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
