package org.rowferry.link;

import java.util.List;
import org.rowferry.bundle.Content;
import org.rowferry.importer.Records;
import org.rowferry.postgres.Session;
import org.rowferry.schema.TableName;

/**
 * The records that a query over foreign tables gives.
 *
 * @param query has the columns that the records have, in their order
 * @param joinedThere the source is to join what the query joins. The planner knows little of foreign tables, and would
 *     fetch a large one to join it here
 */
record QueryRecords(Session session, TableName table, Content content, String query, boolean joinedThere)
        implements Records {
    private static final List<String> JOINS = List.of("enable_hashjoin", "enable_mergejoin", "enable_nestloop");

    @Override
    public long writeTo(String destination, String columns) {
        if (joinedThere) {
            steer("off");
        }
        long records =
                session.update("insert into " + destination + " (" + columns + ") overriding system value " + query);
        if (joinedThere) {
            steer("default");
        }
        return records;
    }

    private void steer(String joins) {
        for (String join : JOINS) {
            session.execute("set local " + join + " to " + joins);
        }
    }
}
