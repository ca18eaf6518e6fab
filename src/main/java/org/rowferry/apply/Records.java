package org.rowferry.apply;

import java.util.Optional;
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

    /**
     * Returns the records as CSV if they are not longer than so many bytes, and are at hand. They can still be written
     * afterwards.
     */
    default Optional<String> asText(int most) {
        return Optional.empty();
    }

    /** Notes that the server took so many of them in a statement that names their values, so that they are not written. */
    default void taken(long records) {}
}
