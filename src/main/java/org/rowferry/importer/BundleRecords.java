package org.rowferry.importer;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rowferry.apply.Records;
import org.rowferry.bundle.BundleReader;
import org.rowferry.bundle.BundleSection;
import org.rowferry.postgres.Session;

/** The records of a bundle, in the order of its members; when there are no more, the bundle was read to its end. */
final class BundleRecords implements Iterator<Records> {
    private static final int CHUNK = 64 << 10;

    private final BundleReader reader;
    private final Session session;
    private final Loading loading;
    private final byte[] buffer = new byte[CHUNK];
    private @Nullable BundleSection next;
    private boolean finished;

    BundleRecords(BundleReader reader, Session session, Loading loading) {
        this.reader = reader;
        this.session = session;
        this.loading = loading;
    }

    @Override
    public boolean hasNext() {
        if (next == null && !finished) {
            Optional<BundleSection> section = reader.next();
            if (section.isPresent()) {
                next = section.get();
            } else {
                reader.finish();
                finished = true;
            }
        }
        return next != null;
    }

    @Override
    public Records next() {
        BundleSection section = hasNext() ? next : null;
        if (section == null) {
            throw new NoSuchElementException();
        }
        next = null;
        return new SectionRecords(session, section, buffer, loading);
    }
}
