/** The promises of the rules by which columns and types fit, and of the SQL that writes rows. */
@NullMarked
package org.rowferry.apply;

import org.jspecify.annotations.NullMarked;
