package org.rowferry.random;

/**
 * Where a plan is to be played.
 *
 * @param extensions both servers have citext, hstore and ltree, in the schema {@code ext}
 */
record World(int sourceMajor, int targetMajor, boolean extensions) {
    int olderMajor() {
        return Math.min(sourceMajor, targetMajor);
    }
}
