package org.rowferry.random;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** What is shipped of a table and how it is applied: its two entries in the configurations, and what must come of them. */
final class Shipping {
    private final Map<String, String> exporterKeys = new LinkedHashMap<>();
    private final Map<String, String> importerKeys = new LinkedHashMap<>();
    private final Map<Identifier, String> expressions = new LinkedHashMap<>();
    private final Set<Identifier> absent = new HashSet<>();
    private final Set<Identifier> leftToProduct = new HashSet<>();
    private final List<Identifier> columns = new ArrayList<>();
    private final Map<Identifier, Identifier> renamed = new LinkedHashMap<>();
    private Optional<TableName> into = Optional.empty();
    private Optional<SelectingFunction> function = Optional.empty();
    private String filter = "true";

    /** Adds a key to the table's entry in exporter.yaml; the value is YAML. */
    void export(String key, String value) {
        exporterKeys.put(key, value);
    }

    /** Adds a key to the table's entry in importer.yaml; the value is YAML. */
    void apply(String key, String value) {
        importerKeys.put(key, value);
    }

    /** Has these columns be shipped, and none that come later. */
    void ship(List<Identifier> names) {
        columns.addAll(names);
    }

    /** Has a column be shipped under a name that it has now; where all are shipped there is nothing to say. */
    void rename(Identifier old, Identifier name) {
        columns.replaceAll(column -> column.equals(old) ? name : column);
    }

    void add(Identifier column) {
        if (!columns.isEmpty()) {
            columns.add(column);
        }
    }

    void drop(Identifier column) {
        columns.remove(column);
    }

    /** Expects an expression of the source in a column of the target. */
    void expect(Identifier column, String expression) {
        expressions.put(column, expression);
    }

    /** Has a function of the source decide what a column holds on the target. */
    void maskBy(SelectingFunction masking, Identifier column) {
        String call = masking.name() + "(" + column + ")";
        function = Optional.of(masking);
        expect(column, call);
        export("transform", Yaml.map(Map.of(column, call)));
    }

    Optional<SelectingFunction> function() {
        return function;
    }

    boolean isTransformed() {
        return exporterKeys.containsKey("transform");
    }

    /** Returns whether the target's table is as the product makes it. */
    boolean isBare() {
        return absent.isEmpty()
                && leftToProduct.isEmpty()
                && renamed.isEmpty()
                && into.isEmpty()
                && Set.of("as-owner").containsAll(importerKeys.keySet());
    }

    /** Expects nothing in a column: the target lacks it, or has it for itself. */
    void leaveOut(Identifier column) {
        absent.add(column);
    }

    /** Has the product add a column to the target, which the target's owner cannot alter before. */
    void leaveToProduct(Identifier column) {
        leftToProduct.add(column);
    }

    /** Expects the rows alone for which this is true on the source. */
    void filter(String condition) {
        filter = condition;
    }

    boolean leavesOut(Identifier column) {
        return absent.contains(column);
    }

    String onNewColumn() {
        return importerKeys.getOrDefault("on-new-column", "stop");
    }

    /** Has it go into a table of another name. */
    void into(TableName other) {
        into = Optional.of(other);
        apply("into", Yaml.quoted(other.toString()));
    }

    Optional<TableName> into() {
        return into;
    }

    /** Has a column go into one of another name. */
    void renameOnTarget(Identifier column, Identifier name) {
        renamed.put(column, name);
    }

    String filter() {
        return enclosed(filter);
    }

    /** The line end closes a comment that an expression may end with. */
    private static String enclosed(String expression) {
        return "(" + expression + "\n)";
    }

    boolean isFiltered() {
        return !filter.equals("true");
    }

    /** Returns whether an expression or the filter may use a column, or one side may have it otherwise. */
    boolean mayUse(Identifier column) {
        return filter.contains(column.toString())
                || leftToProduct.contains(column)
                || expressions.containsKey(column)
                || absent.contains(column)
                || renamed.containsKey(column)
                || expressions.values().stream().anyMatch(expression -> expression.contains(column.toString()));
    }

    String exporterEntry(TableName table) {
        Map<String, String> keys = new LinkedHashMap<>(exporterKeys);
        if (!columns.isEmpty()) {
            keys.put("columns", Yaml.list(columns));
        }
        return entry(table, keys);
    }

    String importerEntry(TableName table) {
        Map<String, String> keys = new LinkedHashMap<>(importerKeys);
        if (!renamed.isEmpty()) {
            keys.put("rename", Yaml.map(renamed));
        }
        return entry(table, keys);
    }

    private static String entry(TableName table, Map<String, String> keys) {
        return keys.entrySet().stream()
                .map(key -> "        " + key.getKey() + ": " + key.getValue() + "\n")
                .collect(Collectors.joining("", "      - table: " + Yaml.quoted(table.toString()) + "\n", ""));
    }

    /** Returns what to ask both sides for. */
    Expected.Pair expected(DraftTable table) {
        List<Identifier> compared = table.columns().stream()
                .map(DraftColumn::name)
                .filter(column -> !absent.contains(column))
                .toList();
        String ofSource = compared.stream()
                .map(column -> expressions.containsKey(column) ? enclosed(expressions.get(column)) : column.toString())
                .collect(Collectors.joining(", "));
        return new Expected.Pair(
                table.name().toString(),
                "select " + ofSource + " from " + table.name() + (isFiltered() ? " where " + filter() : ""),
                table.nameOnTarget().toString(),
                "select "
                        + DraftTable.list(compared.stream()
                                .map(column -> renamed.getOrDefault(column, column))
                                .toList())
                        + " from " + table.nameOnTarget());
    }
}
