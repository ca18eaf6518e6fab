/** What the importer's settings and its rules of types promise. */
@NullMarked
package org.rowferry.link;

import org.jspecify.annotations.NullMarked;
