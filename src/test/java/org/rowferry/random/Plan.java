package org.rowferry.random;

import java.util.List;
import java.util.stream.Collectors;
import org.rowferry.schema.Identifier;

/**
 * A schema, its configurations and its history, all drawn before any of it runs.
 *
 * @param schemas those that the tables lie in, on both sides
 */
record Plan(long seed, List<Identifier> schemas, List<Event> events) {
    Plan {
        schemas = List.copyOf(schemas);
        events = List.copyOf(events);
    }

    Plan with(List<Event> others) {
        return new Plan(seed, schemas, others);
    }

    @Override
    public String toString() {
        return "-- seed " + seed + "\n"
                + schemas.stream()
                        .map(schema -> "create schema " + schema + ";\n")
                        .collect(Collectors.joining())
                + events.stream().map(event -> event + "\n").collect(Collectors.joining());
    }
}
