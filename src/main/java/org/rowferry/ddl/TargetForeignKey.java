package org.rowferry.ddl;

import java.util.List;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * A foreign key of a source, as the target is to have it: without actions, which would write rows of their own.
 *
 * @param columns the child's, in the order of the parent's that they refer to
 * @param options what follows them in SQL, each with a blank before it, such as {@code match full deferrable}
 */
record TargetForeignKey(
        TableName child,
        Identifier name,
        List<Identifier> columns,
        TableName parent,
        List<Identifier> parentColumns,
        String options) {
    TargetForeignKey {
        columns = List.copyOf(columns);
        parentColumns = List.copyOf(parentColumns);
    }
}
