package org.rowferry.bundle;

/** Whether a reader counts records itself: that costs a look at every byte. */
public enum RecordCounting {
    /** Newlines outside quotes are counted and compared with what the bundle says. */
    ON,
    /** The bundle's own counts are handed on; COPY will tell. */
    OFF
}
