package org.rowferry.ddl;

import java.util.Optional;
import org.rowferry.schema.Identifier;

/**
 * A key column of a table that is captured.
 *
 * @param type the type that the shadow table notes it as, as {@code format_type} prints it where {@code search_path} is
 *     {@code pg_catalog}: for a domain the type below it, since a marker of a TRUNCATE is null and a domain may forbid that
 * @param collation the column's collation as it stands in SQL, schema and all, where it is not the type's own
 */
record ShadowColumn(Identifier name, String type, Optional<String> collation) {}
