package org.rowferry.ddl;

import java.util.List;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.NamedType;
import org.rowferry.schema.Point;
import org.rowferry.schema.StreamName;

/** The bundle that a script for DuckDB is made for: its place in its stream, and the types that its tables' source has made. */
public record DuckBundle(
        StreamName stream, Point to, Incarnation incarnation, List<NamedType> types, List<DuckTable> tables) {
    public DuckBundle {
        types = List.copyOf(types);
        tables = List.copyOf(tables);
    }
}
