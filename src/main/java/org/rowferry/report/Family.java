package org.rowferry.report;

/** Whose move it is after a failure; each family has an exit code of its own. */
public enum Family {
    /** The command line. */
    USAGE,
    /** The configuration file, or what the environment adds to it. */
    CONFIGURATION,
    /** The source database: its server, its rights, its tables, its capture. */
    SOURCE,
    /** The target database: its server, its rights, its tables. */
    TARGET,
    /** A file that is no bundle, is damaged, or comes from another source. */
    BUNDLE,
    /** A whole bundle that does not follow on what the target has. */
    GAP,
    /** Another run, or another session, holds what this one needs. */
    BUSY,
    /** The place where bundles lie. */
    DEPOT,
    /** Rows of the target that are not those of the source, though nothing failed. */
    DIFFERENCE
}
