package org.rowferry.cli;

import picocli.CommandLine.Command;

/** Renders the SQL that prepares sources and targets. */
@Command(
        name = "generate",
        description = "Writes the SQL that prepares a source or a target. Prints it, or runs it with --apply.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            GenerateTrackingCommand.class,
            GenerateExporterCommand.class,
            GenerateImporterCommand.class,
            GenerateResetCommand.class,
            GenerateFdwCommand.class
        },
        footerHeading = "%nExample:%n",
        footer = "  rowferry generate exporter public.orders --config exporter.yaml > orders.sql")
final class GenerateCommand {}
