/**
 * The server's catalog, read into values: relations, columns, keys, foreign keys, triggers, definitions and types.
 *
 * <p>Leans on {@code postgres}, {@code schema}, {@code config} and {@code report}. Must never read a row of a user's relation.
 */
@NullMarked
package org.rowferry.catalog;

import org.jspecify.annotations.NullMarked;
