package org.rowferry.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Literal;
import org.rowferry.schema.ShadowName;
import org.rowferry.schema.Table;
import org.rowferry.schema.TableName;

/** The variables of templates for a table and for each of its columns. */
final class TableVariables {
    private TableVariables() {}

    static Variables of(TableToCapture table, Identifier schema) {
        return of(table.name())
                .setShadow(table.shadow(), schema)
                .set("shadowNote", new Literal("Rowferry: the changed rows of " + table.name()))
                .set("key", keyColumns(table.key()))
                .set(
                        "keyNames",
                        commas(table.key().stream()
                                .map(column -> new Literal(column.name().name()))
                                .toList()))
                .set("toldKey", !table.indexed())
                .set("mode", new Literal(table.mode().word()))
                .set("arrays", table.arrays().isPresent())
                .set("arrayColumn", ShadowName.ARRAYS)
                .set("arrayColumnName", new Literal(ShadowName.ARRAYS.name()))
                .set("singly", ShadowColumn.Arrays.SINGLY)
                .set("perRow", table.arrays().map(ShadowColumn.Arrays::perRow).orElse(0))
                .set("atOnce", table.arrays().map(ShadowColumn.Arrays::atOnce).orElse(0))
                .set("oldRows", Map.of("rows", new Identifier("old_rows")))
                .set("newRows", Map.of("rows", new Identifier("new_rows")))
                .set("statement", table.mode() == CaptureMode.STATEMENT)
                .set("row", table.mode() == CaptureMode.ROW);
    }

    static Variables of(TableName table, Identifier schema) {
        return of(table).setShadow(ShadowName.of(table), schema);
    }

    static Variables of(TableToCreate target, int fillfactor) {
        Table table = target.table();
        List<Column> known = table.columns().stream()
                .filter(column -> !target.multiranges().contains(column.name()))
                .toList();
        List<Identifier> multiranges = table.columnNames().stream()
                .filter(target.multiranges()::contains)
                .toList();
        return of(table.name())
                .set("mapping", new Literal("into " + table.name()))
                .set("columns", columns(table.columns(), target))
                .set("columnsWithoutMultiranges", columns(known, target))
                .set("multiranges", !multiranges.isEmpty())
                .set("multirangesLiteral", new Literal(commas(multiranges)))
                .set("multirangeKey", table.key().columns().stream().anyMatch(multiranges::contains))
                .set("relaxes", !target.relaxed().isEmpty())
                .set(
                        "relaxedNames",
                        commas(target.relaxed().stream()
                                .map(column -> new Literal(column.name()))
                                .toList()))
                .set("hasKey", !table.key().isNone())
                .set("storage", storage(table, fillfactor))
                .set("keyColumns", commas(table.key().columns()));
    }

    /** Rows without a key are never updated. */
    private static String storage(Table table, int fillfactor) {
        return table.key().isNone() || fillfactor == 100 ? "" : " with (fillfactor = " + fillfactor + ")";
    }

    static Variables of(TableName table) {
        return new Variables()
                .set("table", table)
                .set("comment", Comment.of(table))
                .set("regclass", Literal.ofName(table))
                .set("schemaName", new Literal(table.schema().name()))
                .set("tableName", new Literal(table.name().name()))
                .set("tableSchema", table.schema())
                .set("tableSchemaLiteral", Literal.ofName(table.schema()));
    }

    private static List<Map<String, Object>> keyColumns(List<ShadowColumn> key) {
        List<Variables> columns = new ArrayList<>();
        for (ShadowColumn column : key) {
            columns.add(new Variables()
                    .set("name", column.name())
                    .set("column", ShadowName.column(columns.size() + 1))
                    .set("type", column.type())
                    .set("collate", collate(column.collation())));
        }
        return Variables.list(columns, ", ");
    }

    private static List<Map<String, Object>> columns(List<Column> columns, TableToCreate target) {
        List<Map<String, Object>> scopes = Variables.list(
                columns.stream().map(column -> column(column, target)).toList(), ",");
        if (!target.table().key().isNone()) {
            // The key comes after the last of them.
            scopes.forEach(column -> column.put("comma", ","));
        }
        return scopes;
    }

    private static Variables column(Column column, TableToCreate target) {
        boolean notNull = column.notNull() || target.table().key().contains(column.name());
        return new Variables()
                .set("name", column.name())
                .set("type", column.type())
                .set("collate", collate(Optional.ofNullable(target.collations().get(column.name()))))
                .set("notNull", notNull ? " not null" : "");
    }

    private static String collate(Optional<String> collation) {
        return collation.map(name -> " collate " + name).orElse("");
    }

    private static String commas(List<?> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(", "));
    }
}
