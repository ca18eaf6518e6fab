package org.rowferry.bundle;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.Table;

/** Words {@code columns.csv}: for people and CSV tools; a reader of this format has it all from the manifest. */
final class ColumnsCsv {
    private ColumnsCsv() {}

    static String member(Table table) {
        return Folder.of(table.name()) + "/columns.csv";
    }

    static byte[] render(Table table) {
        StringBuilder csv = new StringBuilder("name,type,not_null,key\n");
        Map<Identifier, Integer> places = places(table.key());
        for (Column column : table.columns()) {
            csv.append(quote(column.name().name())).append(',').append(quote(column.type()));
            csv.append(column.notNull() ? ",t," : ",f,");
            Optional.ofNullable(places.get(column.name())).ifPresent(csv::append);
            csv.append('\n');
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Map<Identifier, Integer> places(Key key) {
        Map<Identifier, Integer> places = new HashMap<>();
        key.columns().forEach(column -> places.put(column, places.size() + 1));
        return places;
    }

    private static String quote(String value) {
        return '"' + value.replace("\"", "\"\"") + '"';
    }
}
