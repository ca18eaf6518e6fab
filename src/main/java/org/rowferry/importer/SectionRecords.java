package org.rowferry.importer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.rowferry.apply.Records;
import org.rowferry.bundle.BundleSection;
import org.rowferry.postgres.CopyIn;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Content;
import org.rowferry.schema.TableName;

/**
 * The records of a bundle's member, whose bytes go to the server as they are. Nothing on the way reads them, unless a few of them
 * are asked for as a text.
 */
final class SectionRecords implements Records {
    private final Session session;
    private final BundleSection section;
    private final byte[] buffer;
    private final Loading loading;

    /** Bytes that were read ahead. */
    private final ByteArrayOutputStream ahead = new ByteArrayOutputStream(0);

    private boolean ended;

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
            if (ahead.size() > 0) {
                send(copy, ahead.toByteArray(), ahead.size());
            }
            for (int length = read(); length >= 0; length = read()) {
                send(copy, buffer, length);
            }
            long rows = copy.finish();
            loading.taken(section.table(), rows);
            return rows;
        }
    }

    private void send(CopyIn copy, byte[] bytes, int length) {
        copy.write(bytes, length);
        loading.sent(section.table(), length);
    }

    private int read() {
        int length = ended ? -1 : section.read(buffer);
        ended = length < 0;
        return length;
    }

    @Override
    public Optional<String> asText(int most) {
        while (!ended && ahead.size() <= most) {
            ahead.write(buffer, 0, Math.max(0, read()));
        }
        return ended && ahead.size() <= most ? Optional.of(ahead.toString(StandardCharsets.UTF_8)) : Optional.empty();
    }

    @Override
    public void taken(long records) {
        loading.sent(section.table(), ahead.size());
        loading.taken(section.table(), records);
    }
}
