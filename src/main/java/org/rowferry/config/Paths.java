package org.rowferry.config;

/** How a place in the file is written: {@code targets.reporting.tables[2].table}; items count from 1. */
final class Paths {
    private Paths() {}

    static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    static String item(String path, int index) {
        return path + "[" + (index + 1) + "]";
    }
}
