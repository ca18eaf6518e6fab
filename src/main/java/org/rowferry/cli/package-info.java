/**
 * The commands: a class per verb, the wiring of the rooms, and the exit codes.
 *
 * <p>Leans on every room. Must never hold a rule of replication.
 */
@NullMarked
package org.rowferry.cli;

import org.jspecify.annotations.NullMarked;
