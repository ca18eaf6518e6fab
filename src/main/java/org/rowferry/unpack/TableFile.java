package org.rowferry.unpack;

import java.util.List;
import org.rowferry.schema.Content;
import org.rowferry.schema.Identifier;

/**
 * One file of one table.
 *
 * @param holds the word for its content: that of the bundle, or {@value #OPS}
 * @param columns the names of its fields, in their order
 */
record TableFile(String name, String holds, List<String> columns, long records) {
    /** Keys to delete, then rows to insert, with a first column that tells them apart. */
    static final String OPS = "ops";

    TableFile {
        columns = List.copyOf(columns);
    }

    static TableFile of(String stem, Content content, List<Identifier> columns, long records, Form form) {
        return new TableFile(stem + "." + content + form.suffix(), content.toString(), names(columns), records);
    }

    static List<String> names(List<Identifier> columns) {
        return columns.stream().map(Identifier::name).toList();
    }
}
