package org.rowferry.config;

import java.util.Optional;
import java.util.function.Function;
import org.rowferry.schema.TableName;

/** One line of a list of tables. */
sealed interface Listed<T> {
    /** A table by its name. */
    record Named<T>(TableName table, T entry) implements Listed<T> {}

    /**
     * All tables of a schema.
     *
     * @param entry makes the entry of one of them
     */
    record Matching<T>(SchemaPattern pattern, Function<TableName, Optional<T>> entry) implements Listed<T> {}
}
