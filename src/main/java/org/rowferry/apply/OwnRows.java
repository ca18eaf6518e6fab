package org.rowferry.apply;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.Equality;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.Literal;

/** Tells the rows of a feed from those of others in one table, by the constants that it sets. */
final class OwnRows {
    private OwnRows() {}

    /** Returns the condition that the row {@code t} is the feed's own, to be put behind another; empty where all are. */
    static String condition(Catalog catalog, long oid, FeedEntry entry) {
        if (entry.set().isEmpty()) {
            return "";
        }
        Map<Identifier, String> operators = catalog.equalities(oid, constants(entry)).stream()
                .collect(Collectors.toMap(Equality::column, Equality::operator));
        return entry.set().entrySet().stream()
                .map(constant -> " and t." + constant.getKey() + " " + operators.getOrDefault(constant.getKey(), "=")
                        + " " + new Literal(constant.getValue()))
                .collect(Collectors.joining());
    }

    static Key constants(FeedEntry entry) {
        return new Key(List.copyOf(entry.set().keySet()));
    }
}
