/** Tests of the verdicts on servers and hosts, as values. */
@NullMarked
package org.rowferry.check;

import org.jspecify.annotations.NullMarked;
