/**
 * Links to sources that the target can reach: their settings, the foreign tables, what views hold of them, and one sync.
 *
 * <p>Leans on apply, capture, catalog, postgres, connection, schema, config and report. Must never see a bundle, a depot, the
 * importer or the exporter.
 */
@NullMarked
package org.rowferry.link;

import org.jspecify.annotations.NullMarked;
