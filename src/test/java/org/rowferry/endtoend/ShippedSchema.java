package org.rowferry.endtoend;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * The tables that a test ships.
 *
 * @param sourceSql makes them on the source, as their owner
 * @param watched those that get no triggers
 * @param typesSql makes on both sides, as a superuser, what the tables are made of and the generated script does not make
 * @param targetSql adds on the target what the generated script does not make, such as foreign keys
 */
record ShippedSchema(
        List<TableName> tables, Set<TableName> watched, String typesSql, String sourceSql, String targetSql) {
    ShippedSchema {
        tables = List.copyOf(tables);
        watched = Set.copyOf(watched);
    }

    ShippedSchema(List<TableName> tables, String typesSql, String sourceSql, String targetSql) {
        this(tables, Set.of(), typesSql, sourceSql, targetSql);
    }

    ShippedSchema(List<TableName> tables, String sourceSql, String targetSql) {
        this(tables, "", sourceSql, targetSql);
    }

    /** Tables that the target has as the generated script makes them. */
    static ShippedSchema of(String sourceSql, String... tables) {
        return new ShippedSchema(Stream.of(tables).map(TableName::parse).toList(), sourceSql, "");
    }

    /** Returns the same, of which some tables get no triggers. */
    ShippedSchema watching(TableName... names) {
        return new ShippedSchema(tables, Set.of(names), typesSql, sourceSql, targetSql);
    }

    /** Returns the tables that get triggers. */
    List<TableName> captured() {
        return tables.stream().filter(table -> !watched.contains(table)).toList();
    }

    List<Identifier> schemas() {
        return tables.stream().map(TableName::schema).distinct().toList();
    }

    /** Returns a query for all rows of all tables as text. */
    String contents() {
        return String.join(
                " union all ",
                tables.stream()
                        .map(table -> "select '" + table.toString().replace("'", "''") + " ' || t::text from " + table
                                + " as t")
                        .toList());
    }
}
