package org.rowferry.depot;

import java.io.InputStream;
import java.util.List;
import org.rowferry.bundle.BundleName;
import org.rowferry.schema.StreamName;

/**
 * A place where bundles lie; {@code toString} names it as the operator does. Its failures are a
 * {@link org.rowferry.report.Failure} of the family DEPOT.
 */
public interface Depot {
    /** Lists the bundles, by stream and then by ascending position. Whatever else lies there is ignored. */
    List<StoredBundle> list();

    /** Lists, by name, the visible files that look like bundles and are none, and the links that are called like some. */
    default List<Stray> strays() {
        return List.of();
    }

    /**
     * Opens a bundle for reading; the caller closes it. The stream begins again when it is reset, and stays the same file's
     * when another takes its name.
     *
     * @throws org.rowferry.report.Failure of the family BUNDLE if this file is not plain or cannot be opened
     */
    InputStream open(BundleName name);

    /** Begins a bundle that nobody sees until it is published; refused if the name is taken. */
    Pending begin(BundleName name);

    /**
     * Puts a bundle aside, where {@link #list} does not look. Harmless when it was done before; what was put aside under its
     * name with other bytes is kept.
     *
     * @throws org.rowferry.report.Failure if the file is not the one that was opened last under this name
     */
    void archive(BundleName name);

    /** Removes what runs that were killed left half-written of one stream; no such run may be under way. */
    void sweep(StreamName stream);
}
