/**
 * Schemas, configurations and histories drawn from a seed, shipped by the product's own commands and compared.
 *
 * <p>What is drawn is drawn before anything runs: a {@link org.rowferry.random.Plan} is a list of events that can be
 * printed, played again, and made smaller. Leans on the commands of {@code cli}, on {@code schema} and {@code testing}.
 */
@NullMarked
package org.rowferry.random;

import org.jspecify.annotations.NullMarked;
