package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Servers;
import org.rowferry.testing.Tables;
import org.rowferry.testing.TestDatabase;

/** Names with characters that no terminal shows: a command is pasted as it is printed, and mends what it is printed for. */
final class HiddenCharactersIT {
    private static final String HIDDEN = "x\ty\nz\33[0m\"q\"\\b U&\u202e\u2028";
    private static final TableName TABLE = TableName.of("s\t1", HIDDEN);
    private static final String INBOX = "in\t\u202ebox";
    private static final Identifier NEW_COLUMN = new Identifier("new\t" + HIDDEN);
    private static final Pattern STATEMENT = Pattern.compile(": ((?:grant|alter) .*;)$");
    private static final Pattern COMMAND = Pattern.compile(": (rowferry generate .*)$");
    private static final Pattern FOLDER = Pattern.compile("'(mkdir .*)' as the user");
    private static final Pattern PSQL = Pattern.compile(": (psql -c .*)$");
    private static final int MOST_TRIES = 6;

    @TempDir
    private Path folder;

    private TestDatabase source;
    private TestDatabase target;
    private final List<String> pasted = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        source = Servers.newest().newDatabase("hidden_source");
        target = Servers.oldest().newDatabase("hidden_target");
        source.execute("create schema " + TABLE.schema() + "; create table " + TABLE
                + " (id int primary key, body text); insert into " + TABLE + " values (1, 'one'), (2, 'two')");
        // As it is shown; a shell's quotes around it are YAML's too.
        String tables = "tables: [" + TABLE.argument() + "]";
        ShopPipeline.write(
                file("exporter.yaml"),
                "source: " + source.as("hidden_exporter").url() + "\ntargets: { reporting: { outbox: '"
                        + Files.createDirectories(folder.resolve("outbox")) + "', " + tables + " } }\n");
        ShopPipeline.write(
                file("importer.yaml"),
                "target: " + target.as("hidden_importer").url() + "\ninboxes: { shop: { from: \"" + folder
                        + "/in\\t\\u202ebox\", " + tables + " } }\n");
        String at = " --source " + source.url() + " --apply ";
        Ran.of(words("generate tracking --exporter-role hidden_exporter" + at)).assertOk();
        Ran.of(words("generate exporter" + at + TABLE.argument())).assertOk();
        Ran.of(words("generate importer --importer-role hidden_importer --target " + target.url() + at
                        + TABLE.argument()))
                .assertOk();
    }

    @AfterEach
    void close() {
        source.close();
        target.close();
    }

    @Test
    void commandsOfHints_arePastedAsTheyAreShown() throws SQLException {
        source.execute("revoke all on " + TABLE + " from hidden_exporter");
        mended("grant select on ", source, this::export);
        source.execute("alter table " + TABLE + " disable trigger rowferry_insert; insert into " + TABLE
                + " values (3, 'three')");
        mended("rowferry generate exporter ", source, this::export);
        mended("mkdir -p ", target, this::importing);

        source.execute("alter table " + TABLE + " add column " + NEW_COLUMN + " text default 'x'");
        mended("", source, this::export);
        mended("alter table ", target, this::importing);

        target.execute("create rule nothing as on insert to " + TABLE + " do instead nothing");
        source.execute("update " + TABLE + " set body = 'changed'");
        mended("", source, this::export);
        mended("alter table ", target, this::importing);
        assertThat(pasted).last().asString().contains("disable rule");
        try (Connection ofSource = source.connect();
                Connection ofTarget = target.connect()) {
            Tables.assertEqual(ofSource, ofTarget, TABLE);
        }
    }

    /** psql has patterns of its own for names, and no escapes in them. */
    @Test
    void wordForPsql_isTheNameItself() throws IOException {
        source.execute("grant select on " + TABLE + " to hidden_exporter");
        mended("", source, this::export);
        target.execute("create function eaten() returns trigger language plpgsql as 'begin return null; end';"
                + " create trigger eater before insert on " + TABLE + " for each row execute function eaten();"
                + " alter table " + TABLE + " enable always trigger eater");
        String importer = Files.readString(folder.resolve("importer.yaml"));
        ShopPipeline.write(
                file("importer.yaml"),
                importer.replace(TABLE.argument(), "{ table: " + TABLE.argument() + ", triggers: fire }"));
        Files.createDirectories(folder.resolve(INBOX));
        Ran refused = importing().assertRefused(ExitCode.TARGET, "removes or adds rows: psql -c ");
        String psql = refused.err()
                .lines()
                .flatMap(line -> found(PSQL, line))
                .findFirst()
                .orElseThrow();
        assertThat(bash("psql() { printf %s \"$2\"; }; " + psql)).isEqualTo("\\d " + TABLE);
        if (OperatorShell.installed("psql").isPresent()) {
            assertThat(bash(psql + " '" + target.url() + "'")).contains("eater");
        }
    }

    /** Does what hints say until the command ends with 0; one of the commands that they named begins with these words. */
    private void mended(String words, TestDatabase owned, Supplier<Ran> job) {
        pasted.clear();
        Ran ran = job.get();
        for (int tries = 0; ran.code() != 0 && tries < MOST_TRIES; tries++) {
            ran.err().lines().filter(line -> line.startsWith("HINT: ")).forEach(hint -> paste(hint, owned));
            ran = job.get();
        }
        assertThat(ran.code()).as("%s after %s", ran, pasted).isZero();
        assertThat(words.isEmpty() || pasted.stream().anyMatch(command -> command.startsWith(words)))
                .as(pasted.toString())
                .isTrue();
    }

    private void paste(String hint, TestDatabase owned) {
        found(STATEMENT, hint).forEach(owned::execute);
        found(COMMAND, hint)
                .forEach(command ->
                        Ran.of(words(command.substring("rowferry ".length()))).assertOk());
        found(FOLDER, hint).forEach(HiddenCharactersIT::bash);
    }

    private Stream<String> found(Pattern pattern, String hint) {
        Matcher matcher = pattern.matcher(hint);
        return matcher.find() ? Stream.of(matcher.group(1)).peek(pasted::add) : Stream.empty();
    }

    /** Returns the words that a shell makes of a line. */
    private String[] words(String line) {
        return Stream.of(bash("printf '%s\\0' " + line).split("\0"))
                .map(word -> word.startsWith("postgresql://OWNER@") ? source.url() : word)
                .toArray(String[]::new);
    }

    private static String bash(String command) {
        try {
            ProcessBuilder builder = new ProcessBuilder("bash", "-c", command);
            builder.environment().putAll(Map.of("LC_ALL", "C"));
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(command + "\n" + output).isZero();
            return output;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(command, e);
        }
    }

    private Ran export() {
        return Ran.of("export", "--config", file("exporter.yaml"), "--allow-empty");
    }

    private Ran importing() {
        Path inbox = folder.resolve(INBOX);
        if (Files.isDirectory(inbox)) {
            Bundles.in(folder.resolve("outbox")).forEach(bundle -> move(bundle, inbox));
        }
        return Ran.of("import", "--config", file("importer.yaml"));
    }

    private static void move(Path bundle, Path inbox) {
        try {
            Files.move(bundle, inbox.resolve(bundle.getFileName()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }
}
