/**
 * Applying one bundle after the other to a target: positions, staging, tracking.
 *
 * <p>Leans on bundle, depot, postgres, schema, config and report. Must never see the exporter, capture or the source.
 */
@NullMarked
package org.rowferry.importer;

import org.jspecify.annotations.NullMarked;
