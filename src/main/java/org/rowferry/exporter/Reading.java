package org.rowferry.exporter;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.function.Function;
import org.rowferry.capture.ChangedRows;
import org.rowferry.capture.RowSink;
import org.rowferry.capture.ShippedRows;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Content;

/** Reads what a bundle holds of one table, in the order in which the bundle has it. */
final class Reading {
    private static final RowSink NOWHERE = new RowSink() {
        @Override
        public void accept(byte[] row) {}

        @Override
        public void accept(long length, InputStream row) {
            try {
                row.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    private Reading() {}

    /** Where the rows go. */
    interface Into {
        /** Has rows copied into the place of a content, and returns how many there were. */
        long take(Content content, Function<RowSink, Long> copy);
    }

    static void of(Session reader, Due.Decision content, Into into) {
        ShippedRows rows = new ShippedRows(reader, content.shipped());
        reader.settleFor(rows.guest());
        if (content instanceof Due.Changes changes) {
            ChangedRows changed = changes.rows().in(reader);
            long keys = into.take(Content.IDS, changed::copyKeys);
            if (changes.allKeys()) {
                into.take(Content.KEYS, rows::copyAllKeys);
            }
            if (keys > 0) {
                into.take(Content.ROWS, sink -> changed.copyRows(content.shipped(), keys, sink));
            }
        } else {
            into.take(Content.ROWS, rows::copyAll);
        }
    }

    /** Reads all of it for nothing but the failures. */
    static void forFailures(Session reader, Due.Decision content) {
        of(reader, content, (what, copy) -> copy.apply(NOWHERE));
    }
}
