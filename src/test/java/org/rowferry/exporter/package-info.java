/** The promises of the exporter's decisions. */
@NullMarked
package org.rowferry.exporter;

import org.jspecify.annotations.NullMarked;
