package org.rowferry.link;

import org.rowferry.bundle.Content;
import org.rowferry.importer.Records;
import org.rowferry.postgres.Session;
import org.rowferry.schema.TableName;

/**
 * The records that a query over foreign tables gives.
 *
 * @param query has the columns that the records have, in their order
 */
record QueryRecords(Session session, TableName table, Content content, String query) implements Records {
    @Override
    public long writeTo(String destination, String columns) {
        return session.update("insert into " + destination + " (" + columns + ") overriding system value " + query);
    }
}
