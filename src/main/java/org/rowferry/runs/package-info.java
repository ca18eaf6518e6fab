/**
 * The runs of the jobs: their history in the tracking of either side, and the report that is made of it.
 *
 * <p>Leans on {@code postgres}, {@code schema} and {@code report}. Must never know how a run does its work, nor be a part of
 * its transactions: a history that cannot be written undoes nothing.
 */
@NullMarked
package org.rowferry.runs;

import org.jspecify.annotations.NullMarked;
