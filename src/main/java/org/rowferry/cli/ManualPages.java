package org.rowferry.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The manual pages of all commands, which the build of the packages writes. */
final class ManualPages {
    private ManualPages() {}

    /** Writes the pages, compressed as {@code man} reads them: into the first argument, with the second as their date. */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        for (Map.Entry<String, String> page : all(args[1]).entrySet()) {
            try (OutputStream file =
                    new GZIPOutputStream(Files.newOutputStream(folder.resolve(page.getKey() + ".1.gz")))) {
                file.write(page.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** Returns the pages by their names. */
    static Map<String, String> all(String date) {
        PrintWriter nowhere = new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Console console = new Console(nowhere, nowhere, false);
        Wiring wiring = new Wiring(console, new Interruption(), console, Map.of());
        Map<String, String> pages = new TreeMap<>();
        add(Rowferry.commands(new CommandFactory(wiring), "").getCommandSpec(), date, pages);
        return pages;
    }

    private static void add(CommandSpec command, String date, Map<String, String> pages) {
        pages.put(ManualPage.name(command), ManualPage.of(command, date));
        for (CommandLine verb : command.subcommands().values()) {
            add(verb.getCommandSpec(), date, pages);
        }
    }
}
