/** Tests of the history of runs and of its report. */
@NullMarked
package org.rowferry.runs;

import org.jspecify.annotations.NullMarked;
