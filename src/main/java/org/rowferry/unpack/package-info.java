/**
 * A verified bundle as files that other databases load: CSV for each table, their description, and a script for DuckDB.
 *
 * <p>Leans on {@code bundle}, {@code depot}, {@code ddl}, {@code schema} and {@code report}. Must never see a server: no value
 * is read here, apart from the fields of a key.
 */
@NullMarked
package org.rowferry.unpack;

import org.jspecify.annotations.NullMarked;
