/** What holds for the whole house: who may lean on whom, and who may touch what. */
@NullMarked
package org.rowferry;

import org.jspecify.annotations.NullMarked;
