package org.rowferry.report;

/** A file or a database in a hint, worded as it is where the hint is printed. */
public enum Mention implements Local {
    /** The exporter's configuration. */
    EXPORTER_FILE,
    /** The importer's configuration. */
    IMPORTER_FILE,
    /** The configuration that names the tables which are read: the exporter's, or the importer's for tables of a link. */
    ENTRY_FILE,
    /** The source, as {@code psql} takes it, for a role of the operator's choice. */
    SOURCE_URL,
    /** The target, likewise. */
    TARGET_URL,
    /** The options by which an owner names the source, with a blank before them. */
    SOURCE_OPTIONS,
    /** The options by which an owner names the target, likewise. */
    TARGET_OPTIONS;

    @Override
    public String in(Surroundings known) {
        return switch (this) {
            case EXPORTER_FILE -> known.source().file();
            case IMPORTER_FILE -> known.target().file();
            case ENTRY_FILE -> known.reading().file();
            case SOURCE_URL -> known.source().database();
            case TARGET_URL -> known.target().database();
            case SOURCE_OPTIONS -> known.source().owned();
            case TARGET_OPTIONS -> known.target().owned();
        };
    }
}
