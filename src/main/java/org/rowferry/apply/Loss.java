package org.rowferry.apply;

import org.rowferry.schema.TableName;

/**
 * The reason why changes cannot be applied to a table.
 *
 * @param into the table's name on the target
 * @param why what became of it, in words that follow its name
 * @param restored the tracking came out of a dump too, and agrees with the number of rows
 */
public record Loss(TableName into, String why, boolean restored) {
    @Override
    public String toString() {
        return into + " " + why;
    }
}
