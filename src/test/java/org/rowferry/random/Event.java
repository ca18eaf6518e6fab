package org.rowferry.random;

import java.util.List;
import org.rowferry.schema.TableName;

/** One thing that happens in a plan. */
sealed interface Event {

    /** Who runs statements, and where. */
    enum Who {
        SOURCE_SUPERUSER,
        SOURCE_OWNER,
        TARGET_SUPERUSER,
        TARGET_OWNER
    }

    /**
     * A subscription of the source's comes, applies what is written at its publisher, and goes.
     *
     * @param first the statement whose rows the subscription begins with
     */
    record Subscribe(TableName table, String definition, String first, List<String> writes) implements Event {
        public Subscribe {
            writes = List.copyOf(writes);
        }

        @Override
        public String toString() {
            return "-- a subscription of " + table + ", whose publisher has\n" + definition + first + ";\n"
                    + String.join(";\n", writes) + ";";
        }
    }

    /** Marks what has to come of the events before it. */
    record Noticed(Outcome outcome) implements Event {
        @Override
        public String toString() {
            return "-- so much for: " + outcome.incident();
        }
    }

    /** Statements that must succeed. */
    record Sql(Who who, String sql) implements Event {
        @Override
        public String toString() {
            return "-- " + who + "\n" + sql;
        }
    }

    /** A statement of one of the writers; the server may refuse it for the reasons that it has for refusing writers. */
    record Write(int writer, String sql) implements Event {
        @Override
        public String toString() {
            return "-- writer " + writer + "\n" + sql + ";";
        }
    }

    /** Writes both configurations: the entries under {@code tables:} of each. */
    record Configure(String exporterTables, String importerTables) implements Event {
        @Override
        public String toString() {
            return "-- exporter.yaml\n" + exporterTables + "-- importer.yaml\n" + importerTables;
        }
    }

    /** Has the product generate the capture of the tables, and the target's tables with these options. */
    record Generate(List<TableName> tables, List<String> options) implements Event {
        public Generate {
            tables = List.copyOf(tables);
            options = List.copyOf(options);
        }

        @Override
        public String toString() {
            return "-- rowferry generate " + String.join(" ", options) + " " + tables;
        }
    }

    /** Has the product export; a bundle that is not lost is laid into the inbox. */
    record Export(List<String> options, boolean lost) implements Event {
        public Export {
            options = List.copyOf(options);
        }

        @Override
        public String toString() {
            return "-- rowferry export " + String.join(" ", options) + (lost ? ", and the bundle gets lost" : "");
        }
    }

    /**
     * Has the target brought to what the source is now, and both compared.
     *
     * @param twice the last bundle arrives once more
     */
    record Arrive(List<String> options, boolean twice, Expected expected) implements Event {
        public Arrive {
            options = List.copyOf(options);
        }

        @Override
        public String toString() {
            return "-- rowferry export " + String.join(" ", options) + "; rowferry import" + (twice ? ", twice" : "")
                    + "; compare\n" + expected;
        }
    }
}
