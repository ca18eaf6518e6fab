package org.rowferry.report;

import java.util.Optional;

/**
 * A command of Rowferry's in a hint, with whoever may run it.
 *
 * @param arguments what follows the verb besides configurations and databases, quoted for a shell
 */
public record Invocation(Runner runner, String verb, String arguments) implements Local {
    /** A command with longer names of tables takes a few lines. */
    private static final int MOST_CHARACTERS = 1_000;

    /** Whose configuration and whose role a command needs. */
    private enum Runner {
        EXPORTER,
        IMPORTER,
        SOURCE_READER,
        READER_OF_BOTH,
        SOURCE_OWNER,
        TARGET_OWNER
    }

    /** A job that the exporter's configuration describes, such as {@code export}. */
    public static Invocation ofExporter(String verb, String arguments) {
        return new Invocation(Runner.EXPORTER, verb, arguments);
    }

    /** A job that the importer's configuration describes, such as {@code sync}. */
    public static Invocation ofImporter(String verb, String arguments) {
        return new Invocation(Runner.IMPORTER, verb, arguments);
    }

    /** A script that is made of the source's catalog, which any role may read. */
    public static Invocation ofSourceReader(String verb, String arguments) {
        return new Invocation(Runner.SOURCE_READER, verb, arguments);
    }

    /** Such a script, with what the importer's configuration says as well. */
    public static Invocation ofReaderOfBoth(String verb, String arguments) {
        return new Invocation(Runner.READER_OF_BOTH, verb, arguments);
    }

    /** A script that is run on the source, which is for the owner of the tables and of Rowferry's schema there. */
    public static Invocation ofSourceOwner(String verb, String arguments) {
        return new Invocation(Runner.SOURCE_OWNER, verb, arguments);
    }

    /** A script that is run on the target, which is for the owner of the tables and of Rowferry's schema there. */
    public static Invocation ofTargetOwner(String verb, String arguments) {
        return new Invocation(Runner.TARGET_OWNER, verb, arguments);
    }

    /** Returns one command for the tables of both, where tables are all that they name. */
    Optional<Invocation> and(Invocation other) {
        boolean joinable = runner == Runner.SOURCE_OWNER
                && runner == other.runner
                && verb.equals(other.verb)
                && namesTablesAlone()
                && other.namesTablesAlone();
        if (!joinable) {
            return Optional.empty();
        }
        boolean named = (" " + arguments + " ").contains(" " + other.arguments + " ");
        return Optional.of(named ? this : new Invocation(runner, verb, arguments + " " + other.arguments));
    }

    private boolean namesTablesAlone() {
        return verb.equals("generate exporter") && !arguments.isEmpty() && !arguments.contains(" --");
    }

    /** Returns whether the names of tables take more than a few lines: then a command for all of the configuration is read. */
    public static boolean areTooMany(String tables) {
        return tables.length() > MOST_CHARACTERS;
    }

    @Override
    public String in(Surroundings known) {
        boolean all =
                namesTablesAlone() && areTooMany(arguments) && !known.source().needsNoFile();
        String after = arguments.isEmpty() || all ? "" : " " + arguments;
        return "rowferry " + verb
                + switch (runner) {
                    case EXPORTER -> known.source().configured() + after;
                    case IMPORTER -> known.target().configured() + after;
                    case SOURCE_READER ->
                        known.source().reached() + known.target().inSchema() + after;
                    case READER_OF_BOTH ->
                        known.source().reached()
                                + known.target().configured()
                                + (known.target().told() ? known.target().inSchema() : "")
                                + after;
                    case SOURCE_OWNER -> after + known.source().owned() + " --apply";
                    case TARGET_OWNER -> after + known.target().owned() + " --apply";
                };
    }
}
