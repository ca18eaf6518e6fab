/**
 * The places where bundles lie: listed, opened, published whole or not at all, archived.
 *
 * <p>Leans on {@code report}, {@code schema}, {@code config}, and of {@code bundle} on the names alone. Must never see
 * what is inside a bundle, nor a database.
 */
@NullMarked
package org.rowferry.depot;

import org.jspecify.annotations.NullMarked;
