package org.rowferry.apply;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * One index of a table of the target.
 *
 * @param name in the schema of its table
 * @param definition as {@code pg_get_indexdef} prints it
 * @param constraint the primary key or the unique constraint that owns it; empty for a plain index
 * @param ties why it cannot be dropped and created again without a trace; none if it can
 */
record IndexFacts(TableName name, String definition, Optional<Constraint> constraint, Set<Tie> ties) {
    IndexFacts {
        ties = Set.copyOf(ties);
    }

    /** Why an index stays as it is; a catalog query names them. */
    enum Tie {
        /** It is not valid: nobody knows whether it can be built. */
        INVALID,
        /** It belongs to an index of a partitioned table, or its constraint to that of a parent. */
        INHERITED,
        /** A foreign key, a view or another object depends on it or on its constraint. */
        NEEDED,
        /** It identifies rows for replication, is the one to cluster on, or has a comment, a label or a statistics target. */
        MARKED,
        /** It lies in a tablespace of its own, where the role may not create another. */
        TABLESPACE,
        /** It is of an exclusion constraint, or of a key over periods. */
        EXCLUSION,
        /** A function, an operator or an operator class in it is not PostgreSQL's own. */
        CODE
    }

    /**
     * A constraint that owns an index.
     *
     * @param kind {@code primary key} or {@code unique}
     * @param timing {@code deferrable} and the like, as SQL; empty if it is checked at once
     */
    record Constraint(Identifier name, String kind, String timing) {}

    /** Returns the statement that drops it. */
    String drop(TableName table) {
        return constraint
                .map(owner -> "alter table only " + table + " drop constraint " + owner.name())
                .orElseGet(() -> "drop index " + name);
    }

    /**
     * Returns the statements that create it. The constraint takes an index that is there, whose definition has the storage
     * parameters and the included columns, too.
     */
    List<String> create(TableName table) {
        return constraint
                .map(owner -> List.of(
                        definition,
                        ("alter table only " + table + " add constraint " + owner.name() + " " + owner.kind()
                                        + " using index " + name.name() + " " + owner.timing())
                                .strip()))
                .orElseGet(() -> List.of(definition));
    }
}
