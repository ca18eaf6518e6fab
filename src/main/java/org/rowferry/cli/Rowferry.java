package org.rowferry.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The command that all verbs hang from. */
@Command(
        name = "rowferry",
        description = "Makes tables of one PostgreSQL database available in others by shipping files.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            GenerateCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            StatusCommand.class,
            InspectCommand.class,
            DemoCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        },
        footerHeading = "%nExample:%n",
        footer = {"  rowferry demo", "  rowferry export --help"})
final class Rowferry {}
