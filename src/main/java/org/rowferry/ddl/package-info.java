/**
 * Generating SQL: templates and values become scripts that a DBA can read, keep and run.
 *
 * <p>Leans on {@code postgres}, {@code schema}, {@code config} and {@code report}. Must never run what it renders, nor
 * ask a database: all that a script says about a table is in the values.
 */
@NullMarked
package org.rowferry.ddl;

import org.jspecify.annotations.NullMarked;
