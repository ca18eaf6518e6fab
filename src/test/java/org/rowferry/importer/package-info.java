/** What the importer's settings and its rules of types promise. */
@NullMarked
package org.rowferry.importer;

import org.jspecify.annotations.NullMarked;
