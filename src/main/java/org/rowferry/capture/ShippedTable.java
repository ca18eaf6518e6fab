package org.rowferry.capture;

import java.util.List;
import java.util.stream.Collectors;
import org.rowferry.catalog.Definitions;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Selection;
import org.rowferry.schema.Table;
import org.rowferry.schema.TableName;

/**
 * A captured table as one target gets it.
 *
 * @param columns those that are shipped with the types that they are shipped as, in the base table's order
 * @param definitions what the catalog says of the columns that are shipped or that an expression reads
 * @param functions those that its expressions call, each with a digest of its definition
 * @param mayBeLarge rows of it may be too large to be held at once
 */
public record ShippedTable(
        SourceTable source,
        Selection selection,
        List<Column> columns,
        Definitions definitions,
        List<String> functions,
        boolean mayBeLarge) {
    public ShippedTable {
        columns = List.copyOf(columns);
        functions = List.copyOf(functions);
    }

    public TableName name() {
        return source.name();
    }

    /** Returns the table as the target is told of it. */
    public Table table() {
        return new Table(name(), columns, source.key().key());
    }

    /** Returns the columns that the base table has and the target does not get. */
    public List<Identifier> withheld() {
        return source.base().columns().stream()
                .map(Column::name)
                .filter(name ->
                        columns.stream().noneMatch(column -> column.name().equals(name)))
                .toList();
    }

    /**
     * Returns a query for what is shipped of some rows, with columns of their names.
     *
     * @param rows a query for the rows, with all columns of the base table and no others. The operator's expressions see
     *     them under the table's own name, and nothing besides: no column of a shadow table stands in their way
     */
    public String select(String rows) {
        Identifier alias = name().name();
        String list = columns.stream().map(column -> making(column.name())).collect(Collectors.joining(", "));
        String filter = selection
                .where()
                .map(condition -> " where " + Expressions.inParentheses(condition))
                .orElse("");
        return "select " + list + " from (" + rows + ") as " + alias + filter;
    }

    private String making(Identifier column) {
        String expression = selection.transform().get(column);
        return expression == null
                ? name().name() + "." + column
                : Expressions.inParentheses(expression) + " as " + column;
    }
}
