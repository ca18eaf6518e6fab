package org.rowferry.unpack;

import java.util.ArrayList;
import java.util.List;
import org.rowferry.bundle.Counts;
import org.rowferry.bundle.TableContent;
import org.rowferry.bundle.Totals.TableTotal;
import org.rowferry.schema.Content;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Table;

/** One table of a bundle and the files that it becomes. */
record UnpackedTable(TableContent content, TableTotal total, Form form) {
    private static final String OP = "op";

    Table table() {
        return content.table();
    }

    /** Returns the name of the column that tells deletes from inserts, which no column of the table has. */
    String op() {
        String op = OP;
        while (isTaken(op)) {
            op = "_" + op;
        }
        return op;
    }

    private boolean isTaken(String name) {
        return table().columnNames().stream().anyMatch(column -> column.name().equalsIgnoreCase(name));
    }

    List<TableFile> files() {
        List<TableFile> files = new ArrayList<>();
        for (Content each : content.contents()) {
            if (each == Content.DIGESTS) {
                continue;
            }
            if (!form.op() || each == Content.KEYS) {
                files.add(file(each));
            } else if (each == Content.ROWS) {
                files.add(ops());
            }
        }
        return files;
    }

    /** Returns the file that a content is written to. */
    TableFile file(Content each) {
        return form.op() && each != Content.KEYS
                ? ops()
                : TableFile.of(
                        FileNames.stem(content),
                        each,
                        columns(each),
                        counts(each).records(),
                        form);
    }

    private TableFile ops() {
        List<String> columns = new ArrayList<>(List.of(op()));
        columns.addAll(TableFile.names(table().columnNames()));
        return new TableFile(
                FileNames.stem(content) + form.suffix(),
                TableFile.OPS,
                columns,
                total.keys().records() + total.rows().records());
    }

    private List<Identifier> columns(Content each) {
        return each == Content.ROWS ? table().columnNames() : table().key().columns();
    }

    private Counts counts(Content each) {
        return switch (each) {
            case IDS -> total.keys();
            case KEYS -> total.allKeys();
            case ROWS -> total.rows();
            case DIGESTS -> total.digests();
        };
    }
}
