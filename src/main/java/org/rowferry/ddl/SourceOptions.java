package org.rowferry.ddl;

import java.util.Optional;
import org.rowferry.schema.Identifier;

/**
 * The common options of the scripts for a source.
 *
 * @param schema the schema that Rowferry keeps its own tables in
 * @param captureRole the role that owns the trigger functions, where there is one: who runs the script must be a member
 *     of it that inherits its rights
 * @param exporterRole the role that exports, where there is one
 */
public record SourceOptions(Identifier schema, Optional<Identifier> captureRole, Optional<Identifier> exporterRole) {}
