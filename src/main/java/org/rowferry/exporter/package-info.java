/**
 * One run of an export for one target: what is due, the bundle, tracking and purge.
 *
 * <p>Leans on capture, bundle, depot, postgres, schema, config and report. Must never see a target or the importer.
 */
@NullMarked
package org.rowferry.exporter;

import org.jspecify.annotations.NullMarked;
