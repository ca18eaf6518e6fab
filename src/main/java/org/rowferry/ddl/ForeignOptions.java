package org.rowferry.ddl;

import org.rowferry.schema.Identifier;

/**
 * The options of the script for a target's foreign tables.
 *
 * @param schema the schema that Rowferry keeps its own tables in
 * @param importerRole the role that reads them
 * @param major the target's
 * @param reimport drops and imports again what is there
 */
public record ForeignOptions(Identifier schema, Identifier importerRole, int major, boolean reimport) {}
