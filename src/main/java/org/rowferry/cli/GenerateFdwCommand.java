package org.rowferry.cli;

import picocli.CommandLine.Command;

/** Renders the SQL of links over postgres_fdw. */
@Command(
        name = "fdw",
        description = "Writes the SQL of links, through which a target reads a source with postgres_fdw.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {GenerateFdwSourceCommand.class, GenerateFdwTargetCommand.class, GenerateFdwMirrorCommand.class},
        footerHeading = "%nExample:%n",
        footer = "  rowferry generate fdw target --config importer.yaml > north.sql")
final class GenerateFdwCommand {}
