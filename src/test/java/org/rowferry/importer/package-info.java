/** The promises of the importer's settings and of its verdict on a bundle. */
@NullMarked
package org.rowferry.importer;

import org.jspecify.annotations.NullMarked;
