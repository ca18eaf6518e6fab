package org.rowferry.importer;

import java.util.UUID;
import org.rowferry.schema.Point;

/** Where a table stands: the incarnation and the point that it was brought to. */
record Standing(UUID incarnation, Point point) {}
