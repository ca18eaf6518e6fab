package org.rowferry.link;

import org.rowferry.apply.Records;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Content;
import org.rowferry.schema.TableName;

/**
 * The records that a query over foreign tables gives.
 *
 * @param query has the columns that the records have, in their order
 * @param joinedThere the source is to join what the query joins, and can
 */
record QueryRecords(Session session, TableName table, Content content, String query, boolean joinedThere)
        implements Records {
    @Override
    public long writeTo(String destination, String columns) {
        String insert = "insert into " + destination + " (" + columns + ") overriding system value " + query;
        return joinedThere ? RemoteJoin.run(session, () -> session.update(insert)) : session.update(insert);
    }
}
