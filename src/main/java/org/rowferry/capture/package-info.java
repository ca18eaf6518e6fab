/**
 * Reading what changed: base tables with their shadow tables, and the windows over them.
 *
 * <p>Leans on postgres, schema, config and report. Must never see a bundle, a depot or a target.
 */
@NullMarked
package org.rowferry.capture;

import org.jspecify.annotations.NullMarked;
