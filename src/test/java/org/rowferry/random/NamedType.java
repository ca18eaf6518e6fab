package org.rowferry.random;

import org.rowferry.schema.TableName;

/**
 * A type of a schema's own.
 *
 * @param definition the statement that makes it
 */
record NamedType(TableName name, Sort sort, String definition) {

    enum Sort {
        ENUM,
        DOMAIN,
        COMPOSITE,
        /** No type itself, and what makes it stands among those of types. */
        COLLATION
    }

    boolean uses(NamedType other) {
        return definition.contains(other.name().toString());
    }
}
