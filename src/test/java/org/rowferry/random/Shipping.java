package org.rowferry.random;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private final List<String> conflicts = new ArrayList<>();
    private String filter = "true";

    /** Adds a key to the table's entry in exporter.yaml; the value is YAML. */
    void export(String key, String value) {
        exporterKeys.put(key, value);
    }

    /** Adds a key to the table's entry in importer.yaml; the value is YAML. */
    void apply(String key, String value) {
        importerKeys.put(key, value);
    }

    /** Expects an expression of the source in a column of the target. */
    void expect(Identifier column, String expression) {
        expressions.put(column, expression);
    }

    /** Expects nothing in a column: the target lacks it, or has it for itself. */
    void leaveOut(Identifier column) {
        absent.add(column);
    }

    /** Expects the rows alone for which this is true on the source. */
    void filter(String condition) {
        filter = condition;
    }

    /** Expects a refusal where a query gives a row on the source. */
    void refuse(String query) {
        conflicts.add(query);
    }

    List<String> conflicts() {
        return conflicts;
    }

    String exporterEntry(TableName table) {
        return entry(table, exporterKeys);
    }

    String importerEntry(TableName table) {
        return entry(table, importerKeys);
    }

    private static String entry(TableName table, Map<String, String> keys) {
        return keys.entrySet().stream()
                .map(key -> "        " + key.getKey() + ": " + key.getValue() + "\n")
                .collect(Collectors.joining("", "      - table: " + Yaml.quoted(table.toString()) + "\n", ""));
    }

    /** Returns what to ask both sides for. */
    Expected.Pair expected(DraftTable table) {
        List<Identifier> columns = table.columns().stream()
                .map(DraftColumn::name)
                .filter(column -> !absent.contains(column))
                .toList();
        String ofSource = columns.stream()
                .map(column -> expressions.getOrDefault(column, column.toString()))
                .collect(Collectors.joining(", "));
        return new Expected.Pair(
                table.name().toString(),
                "select " + ofSource + " from " + table.name() + (filter.equals("true") ? "" : " where " + filter),
                "select " + DraftTable.list(columns) + " from " + table.name());
    }
}
