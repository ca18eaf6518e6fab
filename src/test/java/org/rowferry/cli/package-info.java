/** Tests of the commands as an operator types them, and of the papers that show them. */
@NullMarked
package org.rowferry.cli;

import org.jspecify.annotations.NullMarked;
