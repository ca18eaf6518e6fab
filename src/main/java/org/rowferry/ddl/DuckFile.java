package org.rowferry.ddl;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.rowferry.schema.Column;
import org.rowferry.schema.Literal;

/**
 * One CSV file as DuckDB reads it, all of whose columns are texts: with a header, and NULL apart from an empty string.
 *
 * @param longest the bytes of its longest record
 */
public record DuckFile(String name, List<Column> columns, long records, long longest) {
    /** Shorter lines are read by default. */
    private static final long READ_BY_DEFAULT = 2_000_000;

    public DuckFile {
        columns = List.copyOf(columns);
    }

    /** Returns the call that reads it. Several threads would look for the ends of records within quotes. */
    @Override
    public String toString() {
        String types = columns.stream()
                .map(column -> new Literal(column.name().name()) + ": 'varchar'")
                .collect(Collectors.joining(", ", "{", "}"));
        return String.format(
                Locale.ROOT,
                "read_csv(%s, columns = %s, header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"',"
                        + " new_line = '\\n', nullstr = '', allow_quoted_nulls = false, parallel = false%s)",
                new Literal(name),
                types,
                longest < READ_BY_DEFAULT ? "" : ", max_line_size = " + longest + ", buffer_size = " + 2 * longest);
    }
}
