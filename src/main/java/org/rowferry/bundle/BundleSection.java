package org.rowferry.bundle;

import org.rowferry.schema.Content;
import org.rowferry.schema.TableName;

/** Records of one content of one table that lie together in a bundle; a table whose members are apart has several. */
public final class BundleSection {
    private final BundleReader reader;
    private final ContentParts series;

    BundleSection(BundleReader reader, ContentParts series) {
        this.reader = reader;
        this.series = series;
    }

    public TableName table() {
        return series.table();
    }

    public Content content() {
        return series.content();
    }

    /**
     * Reads CSV bytes, not always as many as there is room for; -1 at the section's end. Chunks end anywhere, but the
     * section ends with a record.
     *
     * @throws org.rowferry.report.Failure of the family BUNDLE if the bundle is damaged, or DEPOT if it cannot be read
     */
    public int read(byte[] buffer) {
        return reader.read(this, buffer);
    }

    ContentParts series() {
        return series;
    }
}
