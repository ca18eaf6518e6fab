/**
 * Sessions: connecting, statements, transactions, COPY, locks, and the server's errors in this product's words.
 *
 * <p>Leans on {@code connection}, {@code schema}, {@code config} and {@code report}. Must never know the purpose of
 * a statement: shadow tables, bundles and targets are other rooms' words.
 */
@NullMarked
package org.rowferry.postgres;

import org.jspecify.annotations.NullMarked;
