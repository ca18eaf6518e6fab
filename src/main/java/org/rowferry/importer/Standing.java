package org.rowferry.importer;

import java.util.UUID;
import org.rowferry.schema.Point;
import org.rowferry.schema.StreamName;

/** Where a table stands: the stream that it follows, the incarnation and the point that it was brought to. */
record Standing(StreamName stream, UUID incarnation, Point point) {}
