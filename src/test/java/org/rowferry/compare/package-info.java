/** Tests of the comparison of two sides that can both be reached. */
@NullMarked
package org.rowferry.compare;

import org.jspecify.annotations.NullMarked;
