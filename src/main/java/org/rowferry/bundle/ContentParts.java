package org.rowferry.bundle;

import java.util.Comparator;
import org.rowferry.schema.Content;
import org.rowferry.schema.TableName;

/**
 * The members that hold one content of one table between them, in numbered parts. They have an order, so that a map of
 * them stays fast where a stranger has chosen tables whose hashes are the same.
 */
record ContentParts(TableName table, Content content, String folder) implements Comparable<ContentParts> {
    private static final Comparator<ContentParts> ORDER =
            Comparator.comparing(ContentParts::folder).thenComparing(ContentParts::content);

    static ContentParts of(TableName table, Content content) {
        return new ContentParts(table, content, Folder.of(table));
    }

    /** Returns the members of another content of the same table. */
    ContentParts of(Content other) {
        return new ContentParts(table, other, folder);
    }

    /** Written out, as is {@link #equals}: a record's own methods are slow until they are warm. */
    @Override
    public int hashCode() {
        return 31 * table.hashCode() + content.hashCode();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContentParts that && content == that.content && table.equals(that.table);
    }

    @Override
    public int compareTo(ContentParts other) {
        return ORDER.compare(this, other);
    }

    /** Returns the name of a part: {@code rows.csv}, then {@code rows.1.csv}, {@code rows.2.csv}, and so on. */
    String member(long part) {
        return folder + "/" + content + (part == 0 ? "" : "." + part) + ".csv";
    }
}
