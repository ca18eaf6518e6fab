/**
 * The only room that touches the driver: endpoints, sessions, COPY, the catalog, locks.
 *
 * <p>Leans on {@code schema}, {@code config} and {@code report}.
 */
@NullMarked
package org.rowferry.postgres;

import org.jspecify.annotations.NullMarked;
