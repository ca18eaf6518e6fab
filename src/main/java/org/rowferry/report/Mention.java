package org.rowferry.report;

/** A file or a database in a hint, worded as it is where the hint is printed. */
public enum Mention implements Local {
    /** The exporter's configuration. */
    EXPORTER_FILE,
    /** The importer's configuration. */
    IMPORTER_FILE,
    /** The source, as {@code psql} takes it, for a role of the operator's choice. */
    SOURCE_URL,
    /** The target, likewise. */
    TARGET_URL;

    @Override
    public String in(Surroundings known) {
        return switch (this) {
            case EXPORTER_FILE -> known.source().file();
            case IMPORTER_FILE -> known.target().file();
            case SOURCE_URL -> known.source().database();
            case TARGET_URL -> known.target().database();
        };
    }
}
