package org.rowferry.random;

import java.util.List;
import java.util.stream.Collectors;
import org.rowferry.history.Event;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** One thing that happens to a random schema. */
sealed interface SchemaEvent extends Event<SchemaWorld> {
    @Override
    default void happen(SchemaWorld world) {
        world.run().play(this);
    }

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
    record Subscribe(TableName table, String definition, String first, List<String> writes) implements SchemaEvent {
        public Subscribe {
            writes = List.copyOf(writes);
        }

        @Override
        public String toString() {
            return "-- a subscription of " + table + ", whose publisher has\n" + definition + first + ";\n"
                    + String.join(";\n", writes) + ";";
        }
    }

    /** Makes schemas, on both sides. */
    record MakeSchemas(List<Identifier> schemas) implements SchemaEvent {
        public MakeSchemas {
            schemas = List.copyOf(schemas);
        }

        @Override
        public String toString() {
            return schemas.stream()
                    .map(schema -> "create schema " + schema + ";")
                    .collect(Collectors.joining("\n"));
        }
    }

    /** Marks what has to come of the events before it. */
    record Noticed(Outcome outcome) implements SchemaEvent {
        @Override
        public String toString() {
            return "-- so much for: " + outcome.incident();
        }
    }

    /** Statements that must succeed. */
    record Sql(Who who, String sql) implements SchemaEvent {
        @Override
        public String toString() {
            return "-- " + who + "\n" + sql;
        }
    }

    /** A statement of one of the writers; the server may refuse it for the reasons that it has for refusing writers. */
    record Write(int writer, String sql) implements SchemaEvent {
        @Override
        public String toString() {
            return "-- writer " + writer + "\n" + sql + ";";
        }
    }

    /** Writes both configurations: the entries under {@code tables:} of each. */
    record Configure(String exporterTables, String importerTables) implements SchemaEvent {
        @Override
        public String toString() {
            return "-- exporter.yaml\n" + exporterTables + "-- importer.yaml\n" + importerTables;
        }
    }

    /** Has the product generate the capture of the tables, and the target's tables with these options. */
    record Generate(List<TableName> tables, List<String> options) implements SchemaEvent {
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
    record Export(List<String> options, boolean lost) implements SchemaEvent {
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
    record Arrive(List<String> options, boolean twice, Expected expected) implements SchemaEvent {
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
