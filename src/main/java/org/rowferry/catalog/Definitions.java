package org.rowferry.catalog;

import java.util.List;

/**
 * Definitions that change the values of some columns without a trigger, each as a text that is only compared.
 *
 * @param columns their names, numbers and types; a column that was dropped and added again has another number
 * @param generated the expressions of those that are generated; no file shows another one of a virtual column
 * @param composites the composite types below them, with their attributes
 * @param labels the labels of the enum types below them, as {@code oid=label}; a label keeps its oid when it is renamed
 */
public record Definitions(List<String> columns, List<String> generated, List<String> composites, List<String> labels) {
    public Definitions {
        columns = List.copyOf(columns);
        generated = List.copyOf(generated);
        composites = List.copyOf(composites);
        labels = List.copyOf(labels);
    }
}
