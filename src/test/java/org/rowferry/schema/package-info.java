/** What the values of the replicated world promise. */
@NullMarked
package org.rowferry.schema;

import org.jspecify.annotations.NullMarked;
