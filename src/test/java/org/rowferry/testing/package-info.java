/**
 * What tests share: real servers of the oldest and the newest supported major, databases on them, whole-table
 * comparison.
 *
 * <p>Leans on {@code schema}. Must never hold a test.
 */
@NullMarked
package org.rowferry.testing;

import org.jspecify.annotations.NullMarked;
