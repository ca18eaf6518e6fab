package org.rowferry.random;

import static java.util.stream.Collectors.joining;

import java.util.List;
import org.rowferry.schema.Identifier;

/**
 * A foreign key as it is drawn; it refers to the parent's key.
 *
 * @param inKey its columns are in the child's key, and have their values from there
 */
record DraftForeignKey(List<Identifier> columns, DraftTable parent, boolean inKey) {
    DraftForeignKey {
        columns = List.copyOf(columns);
    }

    /** Returns the clause that adds it to a table. */
    String clause(String actions) {
        return "add foreign key (" + columns.stream().map(Identifier::toString).collect(joining(", "))
                + ") references " + parent.name() + " ("
                + parent.key().stream().map(Identifier::toString).collect(joining(", ")) + ")" + actions;
    }
}
