package org.rowferry.ddl;

import java.util.Optional;
import org.rowferry.schema.Identifier;

/**
 * What the script for a target needs to know besides the tables.
 *
 * @param schema the schema that Rowferry keeps its own tables in
 * @param importerRole the role that imports, where there is one
 */
public record TargetOptions(Identifier schema, Optional<Identifier> importerRole) {}
