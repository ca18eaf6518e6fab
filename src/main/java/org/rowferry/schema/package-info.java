/**
 * The replicated world as values: identifiers, tables, columns, keys, snapshots, positions.
 *
 * <p>Leans on nothing but {@code report}. Must never see a database, a file or a configuration.
 */
@NullMarked
package org.rowferry.schema;

import org.jspecify.annotations.NullMarked;
