/**
 * One engine of random histories: a world, events that are drawn from a seed before any of them happens, and what must hold.
 *
 * <p>A test is a choice of events and a world. The rooms {@code random}, {@code endtoend} and {@code cli} have such worlds.
 * Leans on {@code testing} alone.
 */
@NullMarked
package org.rowferry.history;

import org.jspecify.annotations.NullMarked;
