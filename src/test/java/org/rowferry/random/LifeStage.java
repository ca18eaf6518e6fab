package org.rowferry.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rowferry.cli.Operator;
import org.rowferry.cli.Operator.Answer;
import org.rowferry.history.Dice;
import org.rowferry.schema.Identifier;
import org.rowferry.testing.CaptureTemplates;
import org.rowferry.testing.Server;
import org.rowferry.testing.TestFolder;

/** A source with two targets, and where their operator sits, for one life after the other. */
final class LifeStage implements AutoCloseable {
    private static final List<Identifier> SCHEMAS = List.of(new Identifier("life"));

    private final Side source;
    private final List<Side> targets;
    private final Path passwords;
    private final Operator operator;
    private List<LifeStream> streams = List.of();
    private Path folder = Path.of("");

    private LifeStage(Side source, List<Side> targets) {
        this.source = source;
        this.targets = targets;
        // A hint's command has no password in it.
        this.passwords = write(TestFolder.make("rowferry-stage").resolve("pgpass"), "*:*:*:*:postgres\n");
        this.operator = new Operator(Map.of("PGPASSFILE", passwords.toString()));
        source.superuser().as("life_capture");
        source.superuser().execute("grant life_capture to life_owner");
        generate("tracking", List.of("--capture-role", "life_capture", "--exporter-role", "life_exporter"));
    }

    static LifeStage between(Server source, Server target) {
        return new LifeStage(
                Side.on(source, "life_owner", "life_exporter"),
                List.of(
                        Side.on(target, "life_target_owner", "life_importer"),
                        Side.on(target, "life_target_owner", "life_importer")));
    }

    Side source() {
        return source;
    }

    List<LifeStream> streams() {
        return streams;
    }

    /** Makes the tables anew, on both sides, with folders that are empty. */
    void begin() {
        folder = TestFolder.make("rowferry-life");
        streams =
                List.of(new LifeStream("east", targets.get(0), folder), new LifeStream("west", targets.get(1), folder));
        source.makeSchemas(SCHEMAS);
        LifeTable.ALL.forEach(table -> source.owner().execute(table.definition() + table.firstRows()));
        List<String> captured = LifeTable.CAPTURED.stream()
                .map(table -> table.name().toString())
                .toList();
        generate("exporter", List.of("--capture-role", "life_capture", "--exporter-role", "life_exporter"), captured);
        source.owner().execute("grant select on all tables in schema life to life_exporter");
        for (Side target : targets) {
            target.makeSchemas(SCHEMAS);
            // The product makes what has a key.
            target.owner()
                    .execute(LifeTable.KEYLESS.definition() + "grant select, insert, update, delete, truncate on "
                            + LifeTable.KEYLESS.name() + " to life_importer");
            generate(
                    "importer",
                    List.of("--target", target.owner().url(), "--importer-role", "life_importer"),
                    LifeTable.ALL.stream()
                            .filter(table -> !table.equals(LifeTable.KEYLESS))
                            .map(table -> table.name().toString())
                            .toList());
        }
    }

    void addTargetsOwn(Dice dice) {
        for (Side target : targets) {
            LifeTable.ALL.forEach(table -> target.owner().execute(targetsOwn(dice, table)));
        }
    }

    /** A column or a trigger of the target's own has an import find another way of writing. */
    private static String targetsOwn(Dice dice, LifeTable table) {
        return switch (dice.below(6)) {
            case 0 -> "alter table " + table.name() + " add column own text default 'own'";
            case 1 ->
                "create trigger own after insert or update or delete on " + table.name()
                        + " for each row execute function ext.look_on()";
            default -> "";
        };
    }

    void renew() {
        generate("tracking", List.of("--renew-incarnation"));
    }

    @SafeVarargs
    private void generate(String what, List<String>... words) {
        List<String> line = new ArrayList<>(List.of(
                "generate",
                what,
                "--apply",
                "--source",
                source.owner().url(),
                "--templates",
                CaptureTemplates.inArraysFromTheSecondKey().toString()));
        for (List<String> some : words) {
            line.addAll(some);
        }
        Answer answer = operator.types(line.toArray(String[]::new));
        assertThat(answer.code()).as(answer.text()).isZero();
    }

    /** Types a command that ends at some step of it, or runs to its end where that is 0. */
    Answer types(int lastStep, List<String> words) {
        String[] line = words.toArray(String[]::new);
        return lastStep == 0 ? operator.types(line) : operator.typesUntil(lastStep, line);
    }

    /** Writes the configuration that a command needs as it is by now. */
    Path configuration(LifeStream stream, String verb) {
        String text = verb.equals("export")
                ? "source: " + source.productUrl() + "\ntargets:\n"
                        + streams.stream()
                                .filter(LifeStream::isPresent)
                                .map(LifeStream::exporterEntry)
                                .collect(Collectors.joining())
                : stream.importerYaml();
        return write(folder.resolve(verb.equals("export") ? "exporter.yaml" : stream.name() + ".yaml"), text);
    }

    private static Path write(Path file, String text) {
        try {
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** Fills in what the product leaves to the operator, who is on the source. */
    String known(String word) {
        return word.startsWith("postgresql://OWNER@") || word.equals("URL")
                ? source.owner().url()
                : word;
    }

    /** Returns what a stream's target is to get of the source's tables as they are. */
    Map<LifeTable, String> contents(LifeStream stream) {
        String all = LifeTable.ALL.stream()
                .map(table -> "(" + table.contents(!stream.isNarrow(table)) + ")")
                .collect(Collectors.joining(", ", "select ", ""));
        List<String> row = source.superuser().query(all).get(0);
        Map<LifeTable, String> contents = new HashMap<>();
        for (int i = 0; i < row.size(); i++) {
            contents.put(LifeTable.ALL.get(i), row.get(i));
        }
        return contents;
    }

    /** Returns the name of each table that a stream's target has, with the position that it stands at. */
    List<List<String>> standings(LifeStream stream) {
        return stream.target().superuser().query("select table_name, number from rowferry.import_tracking");
    }

    /** Returns the source and all targets. */
    List<Side> sides() {
        return Stream.concat(Stream.of(source), targets.stream()).toList();
    }

    /** Leaves nothing of a life, however it ended. */
    void end() {
        source.dropSchemas(SCHEMAS);
        source.superuser().execute(SchemaWorld.FORGET_ON_SOURCE);
        for (Side target : targets) {
            target.dropSchemas(SCHEMAS);
            target.superuser().execute(SchemaWorld.FORGET_ON_TARGET + "; revoke life_target_owner from life_importer");
        }
        TestFolder.delete(folder);
    }

    @Override
    public void close() {
        source.close();
        targets.forEach(Side::close);
        TestFolder.delete(passwords.resolveSibling(""));
    }
}
