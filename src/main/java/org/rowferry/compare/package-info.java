/**
 * Comparing a target with a source while both can be reached: the digests of each table on either side, then the rows that
 * differ.
 *
 * <p>Leans on capture, apply, proof and the rooms below them. Must never see a bundle or a depot, nor write anything.
 */
@NullMarked
package org.rowferry.compare;

import org.jspecify.annotations.NullMarked;
