package org.rowferry.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page of one command, in the macros of man(7). */
final class ManualPage {
    private final CommandSpec command;
    private final StringBuilder text = new StringBuilder();

    private ManualPage(CommandSpec command) {
        this.command = command;
    }

    /**
     * Returns the page.
     *
     * @param date the day of the release
     */
    static String of(CommandSpec command, String date) {
        return new ManualPage(command).write(date);
    }

    /** Returns the name under which man finds the page: {@code rowferry-generate-fdw}. */
    static String name(CommandSpec command) {
        return command.qualifiedName("-");
    }

    private String write(String date) {
        line(".TH " + name(command).toUpperCase(Locale.ROOT) + " 1 " + date + " \"" + Version.tool()
                + "\" \"Rowferry\"");
        String description = String.join(" ", command.usageMessage().description());
        section("NAME");
        line(escaped(name(command)) + " \\- " + escaped(description.replaceFirst("\\.$", "")));
        section("SYNOPSIS");
        line(escaped(synopsis()));
        section("DESCRIPTION");
        line(escaped(description));
        if (!command.subcommands().isEmpty()) {
            section("COMMANDS");
            subcommands().forEach(this::subcommand);
        }
        section("OPTIONS");
        command.positionalParameters().forEach(this::parameter);
        command.options().stream().filter(option -> !option.hidden()).forEach(this::option);
        section("EXIT STATUS");
        exitCodes();
        section("EXAMPLES");
        line(".nf");
        Stream.of(command.usageMessage().footer()).forEach(example -> line(escaped(example.strip())));
        line(".fi");
        section("SEE ALSO");
        line(related().map(page -> ".BR " + escaped(page) + " (1)").collect(Collectors.joining(" ,\n")));
        return text.toString();
    }

    private String synopsis() {
        String synopsis = command.commandLine().getHelp().synopsis(0);
        return Ansi.OFF.string(synopsis).strip().replaceAll("\\s+", " ");
    }

    private void subcommand(CommandSpec verb) {
        entry(verb.name(), String.join(" ", verb.usageMessage().description()));
    }

    private void parameter(PositionalParamSpec parameter) {
        entry(parameter.paramLabel(), String.join(" ", parameter.description()));
    }

    private void option(OptionSpec option) {
        String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
        entry(String.join(", ", option.names()) + value, String.join(" ", option.description()));
    }

    private void exitCodes() {
        for (ExitCode code : ExitCode.values()) {
            entry(code.number() + " " + code.name().toLowerCase(Locale.ROOT), "Check: " + code.toCheck() + ".");
        }
    }

    private Stream<String> related() {
        List<CommandSpec> verbs = subcommands().toList();
        return Stream.concat(
                Stream.of(command.root()).filter(root -> root != command).map(ManualPage::name),
                verbs.isEmpty() ? Stream.of("psql") : verbs.stream().map(ManualPage::name));
    }

    private Stream<CommandSpec> subcommands() {
        return command.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(verb -> !verb.usageMessage().hidden());
    }

    private void section(String title) {
        line(".SH " + title);
    }

    private void entry(String term, String description) {
        line(".TP");
        line("\\fB" + escaped(term) + "\\fR");
        line(escaped(description));
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    /** A hyphen is what is typed, not what a line is broken at, and no line of text becomes a macro. */
    private static String escaped(String line) {
        String escaped = line.replace("\\", "\\e").replace("-", "\\-");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
