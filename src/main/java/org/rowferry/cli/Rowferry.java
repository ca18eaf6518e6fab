package org.rowferry.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IFactory;

/** The command that all verbs hang from. */
@Command(
        name = "rowferry",
        description = "Copies tables of one PostgreSQL database to others, with files.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {"  rowferry demo", "  rowferry export --help"})
final class Rowferry {
    private static final Map<String, Class<?>> VERBS = new LinkedHashMap<>();

    static {
        VERBS.put("init", InitCommand.class);
        VERBS.put("generate", GenerateCommand.class);
        VERBS.put("export", ExportCommand.class);
        VERBS.put("import", ImportCommand.class);
        VERBS.put("sync", SyncCommand.class);
        VERBS.put("compare", CompareCommand.class);
        VERBS.put("status", StatusCommand.class);
        VERBS.put("verify", VerifyCommand.class);
        VERBS.put("report", ReportCommand.class);
        VERBS.put("check", CheckCommand.class);
        VERBS.put("inspect", InspectCommand.class);
        VERBS.put("unpack", UnpackCommand.class);
        VERBS.put("demo", DemoCommand.class);
        VERBS.put("completion", CompletionCommand.class);
        VERBS.put("help", HelpCommand.class);
    }

    private Rowferry() {}

    /**
     * Returns the verb that the first word names, or all of them where it names none: reading the annotations of one
     * takes a tenth of a second less than reading those of all.
     */
    static CommandLine commands(IFactory factory, String firstWord) {
        CommandLine commands = new CommandLine(new Rowferry(), factory);
        Class<?> named = VERBS.get(firstWord);
        boolean one = named != null && !firstWord.equals("help") && !firstWord.equals("completion");
        (one ? List.of(named) : List.copyOf(VERBS.values())).forEach(commands::addSubcommand);
        // The only command that is not of our own, and so the only one without an example.
        Optional.ofNullable(commands.getSubcommands().get("help"))
                .ifPresent(help -> help.getCommandSpec().usageMessage().footer("  rowferry help export"));
        return commands;
    }
}
