/**
 * The checks of a source or a target before a job runs, and the plugin that a monitoring system calls.
 *
 * <p>Leans on {@code exporter}, {@code importer}, {@code link} and the rooms below them. Must never write to a database or a
 * folder, nor decide what a job decides: it asks the classes that the jobs ask.
 */
@NullMarked
package org.rowferry.check;

import org.jspecify.annotations.NullMarked;
