package org.rowferry.bundle;

import java.nio.charset.StandardCharsets;
import org.rowferry.schema.Column;
import org.rowferry.schema.Table;

/** Words {@code columns.csv}: for people and CSV tools; a reader of this format has it all from the manifest. */
final class ColumnsCsv {
    private ColumnsCsv() {}

    static String member(Table table) {
        return Folder.of(table.name()) + "/columns.csv";
    }

    static byte[] render(Table table) {
        StringBuilder csv = new StringBuilder("name,type,not_null,key\n");
        for (Column column : table.columns()) {
            int place = table.key().columns().indexOf(column.name());
            csv.append(quote(column.name().name())).append(',').append(quote(column.type()));
            csv.append(column.notNull() ? ",t," : ",f,").append(place < 0 ? "" : String.valueOf(place + 1));
            csv.append('\n');
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String quote(String value) {
        return '"' + value.replace("\"", "\"\"") + '"';
    }
}
