package org.rowferry.cli;

/** The form in which a job tells how far it is. */
enum ProgressForm {
    /** A bar on a terminal, else a line now and then. */
    AUTO,
    /** A line now and then, on a terminal too. */
    PLAIN,
    /** A JSON object on a line, at most one a second. */
    JSON,
    NONE
}
