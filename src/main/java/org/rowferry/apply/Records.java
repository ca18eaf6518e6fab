package org.rowferry.apply;

import org.rowferry.schema.Content;
import org.rowferry.schema.TableName;

/** Records that are to be written: keys or rows of one table, out of a bundle or out of a query. */
public interface Records {
    /** Returns the table's name on the source. */
    TableName table();

    Content content();

    /**
     * Writes them into a table, once, and returns how many the server took.
     *
     * @param destination the table as SQL, which may be a temporary one
     * @param columns its columns that the values go to, in the order in which they come, as SQL
     */
    long writeTo(String destination, String columns);
}
