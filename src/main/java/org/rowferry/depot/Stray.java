package org.rowferry.depot;

/**
 * A file in a depot that looks like a bundle and is taken for none.
 *
 * @param why the reason, with what to do about it
 */
public record Stray(String file, long bytes, String why) {
    /** A second download, say. */
    static final String MISNAMED =
            "no bundle has such a name, so it is left alone; rowferry inspect says which one it is";

    /** A folder, a pipe or a device. */
    static final String NO_FILE = "it is not a plain file; take it away, and put the file itself there";

    /** It may lead anywhere. */
    static final String LINK = "it is a link, which is not followed; put the file itself there";
}
