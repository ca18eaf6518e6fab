/**
 * The engine under load and under attack: a source and a target of different majors, and all of the product between
 * them.
 *
 * <p>Leans on every room but {@code cli}, and on {@code testing}.
 */
@NullMarked
package org.rowferry.endtoend;

import org.jspecify.annotations.NullMarked;
