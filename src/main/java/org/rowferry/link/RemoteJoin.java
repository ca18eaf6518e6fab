package org.rowferry.link;

import java.util.List;
import java.util.function.Supplier;
import org.rowferry.postgres.Session;

/**
 * Has the source join what a query joins. The planner knows little of foreign tables, and would fetch a large one to join
 * it here; with all ways of doing so turned off, a join that the source can do is the only one left.
 */
final class RemoteJoin {
    private static final List<String> JOINS = List.of("enable_hashjoin", "enable_mergejoin", "enable_nestloop");

    private RemoteJoin() {}

    /** Runs a query so, within the transaction that is open. */
    static <T> T run(Session session, Supplier<T> query) {
        JOINS.forEach(join -> session.execute("set local " + join + " to off"));
        T result = query.get();
        JOINS.forEach(join -> session.execute("set local " + join + " to default"));
        return result;
    }
}
