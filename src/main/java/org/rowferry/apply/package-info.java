/**
 * How rows get into the tables of a target, whatever brought them: a feed and what it delivers, whether that fits, how it
 * is written, and where each table stands.
 *
 * <p>Leans on catalog, postgres, connection, schema, config and report. Must never see a bundle, the importer, a link or the
 * source.
 */
@NullMarked
package org.rowferry.apply;

import org.jspecify.annotations.NullMarked;
