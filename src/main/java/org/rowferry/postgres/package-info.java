/**
 * The only room that touches the driver: endpoints, sessions, COPY, the catalog, locks.
 *
 * <p>Leans on {@code schema}, {@code config} and {@code report}. Must never know what a statement is for: shadow tables,
 * bundles and targets are other rooms' words.
 */
@NullMarked
package org.rowferry.postgres;

import org.jspecify.annotations.NullMarked;
