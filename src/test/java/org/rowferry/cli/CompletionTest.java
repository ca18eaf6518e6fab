package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Completion knows verbs, options, and the names of the configuration that is on the command line. */
class CompletionTest {
    /** The values that no configuration names: the operator alone knows them. */
    private static final Set<String> FREE = Set.of("URL", "ROLE", "N", "TIME", "UUID", "NUMBER", "SCHEMA");

    @TempDir
    private Path folder;

    private Path exporter;
    private Path importer;

    @BeforeEach
    void configure() throws IOException {
        exporter = Files.writeString(folder.resolve("exporter.yaml"), """
                source: postgresql://a@db1/shop
                targets:
                  north: { outbox: /o, tables: [ public.orders, { table: 'public."Order-Lines"' } ] }
                  nile: { outbox: /o, tables: [ public.orders, public.* ] }
                  south:
                """);
        importer = Files.writeString(folder.resolve("importer.yaml"), """
                target: postgresql://a@db2/warehouse
                inboxes: { shop: { from: /i, tables: [ public.stock ] } }
                links: { lab: { tables: [ lab.samples ] } }
                nobody-knows: 1
                """);
    }

    @Test
    void verbsAndOptions_areOfTheCommandThatIsTyped() {
        assertThat(candidates("")).contains("export", "generate", "help");
        assertThat(candidates("generate", "fdw", "")).containsExactly("source", "target", "mirror");
        assertThat(candidates("export", "--a")).containsExactly("--allow-empty");
        assertThat(candidates("export", "--allow-empty", "")).contains("--full", "--config");
        assertThat(candidates("completion", "--")).doesNotContain("--at");
        assertThat(candidates("completion", "f")).containsExactly("fish");
        assertThat(candidates("help", "exp")).containsExactly("export");
        assertThat(candidates("nonsense", "--")).containsExactly("--help", "--version");
    }

    @Test
    void names_areThoseOfTheConfiguration() {
        String from = "--config=" + exporter;
        assertThat(candidates("export", from, "--target", "n")).containsExactly("nile", "north");
        assertThat(candidates("export", from, "--target=no")).containsExactly("--target=north");
        assertThat(candidates("export", from, "--target", "=", "so")).containsExactly("south");
        assertThat(candidates("export", "--config", "=", exporter.toString(), "--target", "="))
                .containsExactly("nile", "north", "south");
        assertThat(candidates("generate", "importer", from, "--target", "ni")).containsExactly("nile");
        assertThat(candidates("import", "--config", importer.toString(), "--inbox", ""))
                .containsExactly("shop");
        assertThat(candidates("sync", "--config", importer.toString(), "--link", ""))
                .containsExactly("lab");
    }

    @Test
    void tables_areThoseOfAllTargetsInboxesAndLinks() {
        assertThat(candidates("export", "--config", exporter.toString(), "--full", "public.orders", "public.\"O"))
                .containsExactly("public.\"Order-Lines\"");
        assertThat(candidates("sync", "--config", importer.toString(), "--full", ""))
                .containsExactly("lab.samples", "public.stock");
        List<String> words = List.of("generate", "exporter", "", "--config", exporter.toString());
        assertThat(complete(2, words)).containsExactly("public.\"Order-Lines\"", "public.orders");
    }

    @Test
    void files_areLeftToTheShell() {
        assertThat(candidates("export", "--config", "/etc")).containsExactly(Completion.FILES);
        assertThat(candidates("inspect", "")).containsExactly(Completion.FILES);
    }

    @Test
    void noConfigurationOrABrokenOne_offersNoNames() throws IOException {
        assertThat(candidates("export", "--target", "")).isEmpty();
        assertThat(candidates("export", "--config", folder + "/none.yaml", "--target", ""))
                .isEmpty();
        assertThat(candidates("export", "--progress", "")).containsExactly("auto", "plain", "json", "none");
        Files.writeString(exporter, "targets: { north: [");
        assertThat(candidates("export", "--config", exporter.toString(), "--target", ""))
                .isEmpty();
        Files.writeString(exporter, "targets: [ north ]");
        assertThat(candidates("export", "--config", exporter.toString(), "--target", ""))
                .isEmpty();
    }

    @Test
    void everyValueOfEveryCommand_isEitherCompletedOrTheOperatorsOwn() {
        assertThat(commands()
                        .flatMap(command -> Stream.concat(
                                command.positionalParameters().stream(),
                                command.options().stream()
                                        .filter(option -> option.arity().max() > 0)))
                        .map(ArgSpec::paramLabel))
                .isSubsetOf(Stream.concat(
                                FREE.stream(),
                                Stream.of(
                                        "TABLE",
                                        "NAME",
                                        "URL|NAME",
                                        "FILE",
                                        "FILE|TABLE:BUCKETS",
                                        "DIR",
                                        "BUNDLE",
                                        "SHELL",
                                        "COMMAND",
                                        "FORM"))
                        .toList());
    }

    @Test
    void script_quotesCandidatesForBash() throws IOException, InterruptedException {
        Path stub = Files.writeString(
                folder.resolve("rowferry"),
                "#!/usr/bin/env bash\nprintf '%s\\n' \"$*\" >>asked\nprintf '%s\\n' 'public.\"Order-Lines\"'\n");
        assertThat(stub.toFile().setExecutable(true)).isTrue();
        String typed =
                "COMP_WORDS=(./rowferry export --full %s); COMP_CWORD=3; _rowferry; printf '%%s\\n' \"${COMPREPLY[@]}\"\n";
        String script = script("bash") + String.format(Locale.ROOT, typed + typed + typed, "pub", "\\'pub", "'\"pub'");
        assertThat(run("bash", script))
                .isEqualTo("public.\\\"Order-Lines\\\"\npublic.\"Order-Lines\"\npublic.\\\"Order-Lines\\\"\n");
        assertThat(Files.readAllLines(folder.resolve("asked"))).containsOnly("completion --at 2 -- export --full pub");
    }

    @Test
    void script_isUnderstoodByFish() throws IOException, InterruptedException {
        assumeTrue(OperatorShell.installed("fish").isPresent(), "fish is not installed: apt-get install fish");
        Path stub = Files.writeString(
                folder.resolve("rowferry"), "#!/usr/bin/env bash\nprintf '%s\\n' north \"$2$3\" --target \"$*\"\n");
        assertThat(stub.toFile().setExecutable(true)).isTrue();
        assertThat(run("fish", "set -x PATH . $PATH\n" + script("fish") + "\ncomplete -C 'rowferry export --target n'"))
                .contains("north");
    }

    private String run(String shell, String script) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("typed"), script);
        Process process = new ProcessBuilder("/usr/bin/env", shell, file.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static String script(String shell) {
        StringWriter out = new StringWriter();
        Console console = new Console(new PrintWriter(out), new PrintWriter(out), false);
        assertThat(Main.run(new Wiring(console, new Interruption(), console, Map.of()), "completion", shell))
                .isZero();
        return out + "\n";
    }

    /** The last word is the one that is typed. */
    private static List<String> candidates(String... words) {
        return complete(words.length - 1, List.of(words));
    }

    private static List<String> complete(int at, List<String> words) {
        return new Completion(program(), words, at).candidates();
    }

    private static CommandSpec program() {
        PrintWriter nowhere = new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Console console = new Console(nowhere, nowhere, false);
        Wiring wiring = new Wiring(console, new Interruption(), console, Map.of());
        return Rowferry.commands(new CommandFactory(wiring), "").getCommandSpec();
    }

    private static Stream<CommandSpec> commands() {
        return descend(program());
    }

    private static Stream<CommandSpec> descend(CommandSpec command) {
        return Stream.concat(
                Stream.of(command),
                command.subcommands().values().stream()
                        .map(CommandLine::getCommandSpec)
                        .flatMap(CompletionTest::descend));
    }
}
