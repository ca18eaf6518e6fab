/**
 * Digests of a table's rows as of one snapshot, in a form that every server prints alike: the SQL that computes them, and the
 * comparison of two of them.
 *
 * <p>Leans on postgres, schema and report. Must never see a bundle, a shadow table or a target's tracking: those who have rows
 * say which they are.
 */
@NullMarked
package org.rowferry.proof;

import org.jspecify.annotations.NullMarked;
