package org.rowferry.report;

import java.util.Optional;

/**
 * The configurations and databases that commands in hints are completed with.
 *
 * @param linked the target reads the source over a link
 */
public record Surroundings(Side source, Side target, boolean linked) {
    /** Nothing is known yet. A hint for the other side's host names the file that README.md has there. */
    public static final Surroundings UNKNOWN =
            new Surroundings(Side.unknown("source", "exporter"), Side.unknown("target", "importer"), false);

    /** Returns these with the configuration file that was given for a side, and what it calls Rowferry's own schema. */
    public Surroundings configured(Family side, String file, Optional<String> schema) {
        return with(of(side).configured(file, schema));
    }

    /** Returns these with the name of Rowferry's own schema that was given beside all files. */
    public Surroundings schema(String schema) {
        return new Surroundings(source.told(schema), target.told(schema), linked);
    }

    /** Returns these with the database of a side, as a URL for the role {@link Side#OWNER}. */
    public Surroundings connected(Family side, String url) {
        return with(of(side).connected(Optional.of(url)));
    }

    /** Returns these with the source of a link, or without its URL where none is known, and Rowferry's schema there. */
    public Surroundings overLink(Optional<String> url, String schema) {
        return new Surroundings(source.connected(url).told(schema), target, true);
    }

    /** Returns the side whose configuration names the tables that are read. */
    Side reading() {
        return linked ? target : source;
    }

    private Side of(Family side) {
        return side == Family.SOURCE ? source : target;
    }

    private Surroundings with(Side side) {
        return side.key().equals(source.key())
                ? new Surroundings(side, target, linked)
                : new Surroundings(source, side, linked);
    }

    /**
     * One side.
     *
     * @param key the option and the key of the configuration that name its database
     * @param job the configuration's name in the kits
     * @param given the path of its configuration, as it was given
     * @param url its database, for an owner
     * @param schema Rowferry's own there, where anything says its name
     * @param told the configuration does not say that name
     */
    public record Side(
            String key,
            String job,
            Optional<String> given,
            Optional<String> url,
            Optional<String> schema,
            boolean told) {
        private static final String USUAL_SCHEMA = "rowferry";

        /** Stands for a role that the operator knows, and the hint does not. */
        public static final String OWNER = "OWNER";

        static Side unknown(String key, String job) {
            return new Side(key, job, Optional.empty(), Optional.empty(), Optional.empty(), false);
        }

        Side configured(String file, Optional<String> name) {
            return new Side(key, job, Optional.of(file), url, told ? schema : name, told);
        }

        Side connected(Optional<String> database) {
            return new Side(key, job, given, database, schema, told);
        }

        Side told(String name) {
            return new Side(key, job, given, url, Optional.of(name), true);
        }

        String file() {
            return given.orElse("/etc/rowferry/" + job + ".yaml");
        }

        String configured() {
            return " --config " + Shell.word(file());
        }

        String database() {
            return Shell.word(url.orElse("postgresql://" + OWNER + "@HOST:PORT/DATABASE"));
        }

        String reached() {
            return needsNoFile() ? named() : configured();
        }

        String owned() {
            return (needsNoFile() ? named() : configured() + named()) + (told ? inSchema() : "");
        }

        /** Returns the option that names Rowferry's schema, for a command that is not given this side's configuration. */
        String inSchema() {
            return schema.filter(name -> !name.equals(USUAL_SCHEMA))
                    .map(name -> " --schema " + Shell.word(name))
                    .orElse("");
        }

        private String named() {
            return " --" + key + " " + database();
        }

        /** A database that was named without a configuration may have none. */
        boolean needsNoFile() {
            return url.isPresent() && given.isEmpty();
        }
    }
}
