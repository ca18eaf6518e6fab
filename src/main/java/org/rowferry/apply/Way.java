package org.rowferry.apply;

/** How rows come into a table. */
enum Way {
    /** All rows into an empty table. */
    COPY,
    /** The keys are deleted and their rows copied back. */
    REPLACE,
    /** Rows are inserted by key, and where one has the key already it is updated if it differs. */
    IN_PLACE,
    /** Rows are compared: equal ones are left alone, and no key that stays is ever deleted. */
    MERGE,
    /** Rows are compared, and those that differ are deleted and inserted again: values may change places. */
    REWRITE
}
