/**
 * The mechanics of configuration: a YAML file read into sections whose problems are all reported at once.
 *
 * <p>Leans on {@code report} and {@code schema}. Must never know what a key means: each room reads its own settings.
 */
@NullMarked
package org.rowferry.config;

import org.jspecify.annotations.NullMarked;
