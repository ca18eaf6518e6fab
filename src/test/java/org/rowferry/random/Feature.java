package org.rowferry.random;

import java.util.List;

/** Something that schemas in the wild have; each decides by the draft's dice whether and how this one has it. */
interface Feature {
    /** Adds types, before there are tables. */
    default void addTypes(Draft draft) {}

    /** Changes the tables, and adds statements that go with them. */
    default void change(Draft draft) {}

    /** Returns what happens between two rounds of writing, and has the draft's tables be as they are then. */
    default List<SchemaEvent> happen(Draft draft) {
        return List.of();
    }
}
