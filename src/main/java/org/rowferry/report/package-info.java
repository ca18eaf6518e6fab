/**
 * Reports to the operator: failures with their hints, the steps of a run, its progress.
 *
 * <p>Leans on nothing; every room may lean on it. Must never see a database, a file or a verb.
 */
@NullMarked
package org.rowferry.report;

import org.jspecify.annotations.NullMarked;
