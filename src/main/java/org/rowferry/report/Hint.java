package org.rowferry.report;

import java.util.Optional;

/** A sentence that holds a command, an SQL statement or a key. */
record Hint(String before, Optional<Local> local, String after) {
    String in(Surroundings surroundings) {
        return before + local.map(part -> part.in(surroundings)).orElse("") + after;
    }
}
