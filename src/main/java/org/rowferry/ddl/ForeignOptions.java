package org.rowferry.ddl;

import org.rowferry.schema.Identifier;

/**
 * What the script for a target's foreign tables needs to know besides them.
 *
 * @param importerRole the role that reads them
 * @param major the target's
 * @param reimport drops and imports again what is there
 */
public record ForeignOptions(Identifier importerRole, int major, boolean reimport) {}
