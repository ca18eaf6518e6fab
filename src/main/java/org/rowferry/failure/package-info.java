/**
 * What went wrong, in the words that a DBA reads at night: a family, a message, hints.
 *
 * <p>Leans on nothing; every room may lean on it. Must never see a database, a file or a verb.
 */
@NullMarked
package org.rowferry.failure;

import org.jspecify.annotations.NullMarked;
