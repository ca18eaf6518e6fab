package org.rowferry.random;

/**
 * The servers of a source and of a target, as far as they decide what can be drawn for them.
 *
 * @param extensions both servers have citext, hstore and ltree, in the schema {@code ext}
 */
record ServerPair(int sourceMajor, int targetMajor, boolean extensions) {
    int olderMajor() {
        return Math.min(sourceMajor, targetMajor);
    }
}
