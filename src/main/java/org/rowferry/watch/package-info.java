/**
 * The ways in which a run is told to others who were not there: metrics, JSON, commands of the operator,
 * pings.
 *
 * <p>Leans on {@code config} and {@code report}. Must never know how a run does its work, nor undo it: it is given the results
 * as values.
 */
@NullMarked
package org.rowferry.watch;

import org.jspecify.annotations.NullMarked;
