/**
 * One bundle after the other out of an inbox: files, positions, and the verdict on each.
 *
 * <p>Leans on apply, bundle, depot, catalog, postgres, schema, config and report. Must never see the exporter, capture, a link
 * or the source.
 */
@NullMarked
package org.rowferry.importer;

import org.jspecify.annotations.NullMarked;
