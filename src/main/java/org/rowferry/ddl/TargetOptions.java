package org.rowferry.ddl;

import java.util.Optional;
import org.rowferry.schema.Identifier;

/**
 * The options of the script for a target.
 *
 * @param schema the schema that Rowferry keeps its own tables in
 * @param importerRole the role that imports, where there is one
 */
public record TargetOptions(Identifier schema, Optional<Identifier> importerRole) {}
