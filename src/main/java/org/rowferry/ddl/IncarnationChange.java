package org.rowferry.ddl;

/** How a source's incarnation changes when its tracking is generated. */
public enum IncarnationChange {
    /** Begins the first one where there is none. */
    NONE,
    /** Begins another one: transactions may have been lost or undone, so every target gets its tables in full. */
    RENEW,
    /** Goes on with the newest one on the server as it is now: a failover that lost no transaction. */
    KEEP
}
