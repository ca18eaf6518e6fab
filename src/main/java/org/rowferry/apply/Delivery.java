package org.rowferry.apply;

import java.util.List;
import java.util.UUID;
import org.rowferry.schema.NamedType;
import org.rowferry.schema.Point;
import org.rowferry.schema.StreamName;

/**
 * The tables that arrive together, as of one snapshot of their source.
 *
 * @param stream the stream that the tables follow from now on
 * @param incarnation the source's
 * @param to the point that the tables are brought to
 * @param tables each table once
 * @param types those that somebody made and the tables' columns are made of; a type that is not among them is known by its
 *     name
 */
public record Delivery(
        StreamName stream, UUID incarnation, Point to, List<TableDelivery> tables, List<NamedType> types) {
    public Delivery {
        tables = List.copyOf(tables);
        types = List.copyOf(types);
    }
}
