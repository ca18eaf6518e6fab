/** Tests of the ways in which a run is told to others. */
@NullMarked
package org.rowferry.watch;

import org.jspecify.annotations.NullMarked;
