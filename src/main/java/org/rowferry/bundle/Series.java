package org.rowferry.bundle;

import org.rowferry.schema.TableName;

/** The members that hold one content of one table between them, in numbered parts. */
record Series(TableName table, Content content, String folder) {
    static Series of(TableName table, Content content) {
        return new Series(table, content, Folder.of(table));
    }

    /** Returns the name of a part: {@code rows.csv}, then {@code rows.1.csv}, {@code rows.2.csv}, and so on. */
    String member(long part) {
        return folder + "/" + content + (part == 0 ? "" : "." + part) + ".csv";
    }
}
