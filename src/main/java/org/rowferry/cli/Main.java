package org.rowferry.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.function.Function;
import org.rowferry.config.Durations;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Position;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;
import org.rowferry.watch.MetricsFile;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs one command and turns how it ended into an exit code. The only place that catches everything. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        pinDefaults();
        Interruption interruption = new Interruption();
        interruption.listen();
        Console console = new Console(
                writer(FileDescriptor.out), writer(FileDescriptor.err), Boolean.getBoolean("rowferry.terminal"));
        int code = run(new Wiring(console, interruption, console, System.getenv()), args);
        if (interruption.ended()) {
            System.exit(code);
        }
    }

    /**
     * The same command does the same wherever it is started. The build forbids our own code to use a default of the JVM;
     * libraries use them: the driver asks for the default time zone, which the server may not know.
     */
    private static void pinDefaults() {
        Locale.setDefault(Locale.ROOT);
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
    }

    /** Runs one command in this process and returns its exit code. */
    static int run(Wiring wiring, String... args) {
        CommandLine commands = Rowferry.commands(new CommandFactory(wiring), args.length == 0 ? "" : args[0])
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(wiring.console().out())
                .setErr(wiring.console().err());
        commands.registerConverter(TableName.class, text -> read(TableName::parse, text))
                .registerConverter(StreamName.class, text -> read(StreamName::new, text))
                .registerConverter(Position.class, text -> read(Main::position, text))
                .registerConverter(MetricsFile.class, text -> read(MetricsFile::parse, text))
                .registerConverter(Duration.class, text -> read(Durations::parse, text));
        commands.setParameterExceptionHandler((e, given) -> usage(wiring.console(), e));
        commands.setExecutionExceptionHandler((e, command, parsed) -> ended(wiring, e));
        int code = HostEncoding.misread(args)
                .map(failure -> ended(wiring, failure))
                .orElseGet(() -> execute(commands, wiring, args));
        wiring.console().clearProgress();
        return code;
    }

    /** An error that got away would leave a process that nobody ends, and that then seems to be interrupted. */
    private static int execute(CommandLine commands, Wiring wiring, String... args) {
        try {
            return commands.execute(args);
        } catch (OutOfMemoryError e) {
            return ended(wiring, tooLittleMemory(e));
        } catch (Error e) {
            return ended(wiring, e);
        }
    }

    private static Failure tooLittleMemory(OutOfMemoryError e) {
        return new Failure(
                        Family.CONFIGURATION,
                        "a heap of " + Sizes.of(Runtime.getRuntime().maxMemory())
                                + " is too small: a row of the source must fit into a third of it as CSV")
                .because(e)
                .hint("Run the same command with a larger one: ROWFERRY_HEAP=512m rowferry …");
    }

    /** Says what is wrong with a value in its type's own words. */
    private static <T> T read(Function<String, T> type, String text) {
        try {
            return type.apply(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    private static Position position(String text) {
        if (!text.matches("\\d{1,18}")) {
            throw new IllegalArgumentException("'" + text + "' is not a position such as 42");
        }
        return new Position(Long.parseLong(text));
    }

    private static int usage(Console console, ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        String message = String.valueOf(e.getMessage()).replaceFirst("^Error: ", "");
        Failure failure = new Failure(Family.USAGE, decapitalized(message));
        if (e instanceof UnmatchedArgumentException unmatched) {
            failure = meant(unmatched, failure);
        }
        console.print(failure.hint("Run: " + command + " --help"));
        return ExitCode.USAGE.number();
    }

    private static Failure meant(UnmatchedArgumentException unmatched, Failure failure) {
        List<String> known = unmatched.getSuggestions();
        if (!known.isEmpty()) {
            return failure.hint("Did you mean " + String.join(" or ", known) + "?");
        }
        // A table without its schema behind --full is taken for a word that belongs to nothing.
        return unmatched.isUnknownOption() ? failure : failure.hint("A table is named with its schema: public.orders.");
    }

    private static int ended(Wiring wiring, Throwable e) {
        if (wiring.interruption().happened()) {
            wiring.console()
                    .complain("rowferry: interrupted; nothing is half done, and the same command may be run again");
            return ExitCode.INTERRUPTED.number();
        }
        if (e instanceof InvalidPathException path) {
            return ended(wiring, HostEncoding.cannotName(path));
        }
        if (e instanceof Failure failure) {
            wiring.console().print(failure);
            return ExitCode.of(failure.family()).number();
        }
        wiring.console().complain("rowferry: this is a bug of ours; please report it with the lines that follow");
        wiring.console().print(e);
        return ExitCode.BUG.number();
    }

    private static String decapitalized(String message) {
        return message.isEmpty() ? message : Character.toLowerCase(message.charAt(0)) + message.substring(1);
    }
}
