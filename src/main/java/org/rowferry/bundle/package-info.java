/**
 * The bundle's format: its writer, its reader, its manifest, its name.
 *
 * <p>Leans on {@code schema} and {@code report}. Must never see a database or a depot: a bundle is a stream of bytes
 * here, and what a record means is known to PostgreSQL alone. {@code docs/bundle-format.md} is the norm that this room
 * follows.
 */
@NullMarked
package org.rowferry.bundle;

import org.jspecify.annotations.NullMarked;
