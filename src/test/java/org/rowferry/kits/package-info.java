/** Tests of the kits: the samples, the units and the roles that are installed on the hosts of a source and a target. */
@NullMarked
package org.rowferry.kits;

import org.jspecify.annotations.NullMarked;
