/**
 * Links to sources that the target can reach: their settings, the foreign tables, and what views hold of them.
 *
 * <p>Leans on importer, capture, postgres, schema, config and report. Must never see a bundle, a depot or the exporter.
 */
@NullMarked
package org.rowferry.link;

import org.jspecify.annotations.NullMarked;
