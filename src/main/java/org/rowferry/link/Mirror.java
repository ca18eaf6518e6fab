package org.rowferry.link;

/** The kind of object that a link maintains for a table of the source. */
public enum Mirror {
    /** A table of the target, which follows it as it would follow bundles. */
    TABLE,
    /** A materialized view, which is refreshed. */
    VIEW
}
