package org.rowferry.importer;

import org.rowferry.apply.Records;
import org.rowferry.bundle.BundleSection;
import org.rowferry.postgres.CopyIn;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Content;
import org.rowferry.schema.TableName;

/** The records of a bundle's member, whose bytes go to the server as they are: nothing on the way reads them. */
final class SectionRecords implements Records {
    private final Session session;
    private final BundleSection section;
    private final byte[] buffer;
    private final Loading loading;

    /** @param buffer is used while records are written, by one member after the other */
    SectionRecords(Session session, BundleSection section, byte[] buffer, Loading loading) {
        this.session = session;
        this.section = section;
        this.buffer = buffer;
        this.loading = loading;
    }

    @Override
    public TableName table() {
        return section.table();
    }

    @Override
    public Content content() {
        return section.content();
    }

    @Override
    public long writeTo(String destination, String columns) {
        try (CopyIn copy = session.copyIn("copy " + destination + " (" + columns + ") from stdin (format csv)")) {
            for (int length = section.read(buffer); length >= 0; length = section.read(buffer)) {
                copy.write(buffer, length);
                loading.sent(section.table(), length);
            }
            long rows = copy.finish();
            loading.taken(section.table(), rows);
            return rows;
        }
    }
}
