package org.rowferry.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.rowferry.cli.Operator;
import org.rowferry.cli.Operator.Answer;
import org.rowferry.schema.TableName;
import org.rowferry.testing.CaptureTemplates;
import org.rowferry.testing.TestDatabase;
import org.rowferry.testing.TestFolder;

/** Where the operator of both hosts sits: types the product's commands and carries files from one folder to the other. */
final class OperatorCommands implements AutoCloseable {
    private final Side source;
    private final Side target;
    private final Path folder;
    private final Operator operator;
    private final Set<Path> carried = new HashSet<>();

    private OperatorCommands(Side source, Side target, Path folder) {
        this.source = source;
        this.target = target;
        this.folder = folder;
        this.operator =
                new Operator(Map.of("PGPASSFILE", folder.resolve("pgpass").toString()));
        // A hint's command has no password in it.
        write("pgpass", "*:*:*:*:postgres\n");
    }

    static OperatorCommands between(Side source, Side target) {
        return new OperatorCommands(source, target, TestFolder.make("rowferry-random"));
    }

    void generateTracking() {
        must("generate", List.of("tracking", "--source", source.owner().url(), "--apply"), SOURCE_ROLES);
    }

    private static final List<String> SOURCE_ROLES =
            List.of("--capture-role", "random_capture", "--exporter-role", "random_exporter");

    /** Which of both hosts a command is typed on. */
    enum Host {
        SOURCE,
        TARGET
    }

    /** Types a command of a hint as it stands, but for the names that no program can know. */
    Answer follow(List<String> command) {
        return operator.types(command.stream().map(this::known).toArray(String[]::new));
    }

    private String known(String word) {
        String name = word.substring(word.lastIndexOf('/') + 1);
        return switch (name) {
            case "exporter.yaml", "importer.yaml" -> folder.resolve(name).toString();
            case "URL" -> source.owner().url();
            default ->
                Stream.of(source, target)
                        .map(Side::owner)
                        .filter(owner -> word.startsWith("postgresql://OWNER@") && word.endsWith("/" + owner.name()))
                        .map(TestDatabase::url)
                        .findFirst()
                        .orElse(word);
        };
    }

    /** Has the changes of tables captured, and the tables made on the target with these options. */
    void generate(List<TableName> tables, List<String> options) {
        List<String> names = tables.stream().map(TableName::toString).toList();
        must(
                "generate",
                List.of(
                        "exporter",
                        "--source",
                        source.owner().url(),
                        "--templates",
                        CaptureTemplates.inArraysFromTheSecondKey().toString(),
                        "--apply"),
                SOURCE_ROLES,
                names);
        must(
                "generate",
                List.of(
                        "importer",
                        "--source",
                        source.owner().url(),
                        "--target",
                        target.owner().url(),
                        "--apply"),
                List.of("--importer-role", "random_importer"),
                options,
                names);
    }

    void configure(String exporterTables, String importerTables) {
        write("exporter.yaml", String.format(Locale.ROOT, """
                source: %s
                lock-timeout: 50 ms
                targets:
                  reporting:
                    outbox: %s
                    tables:
                """, source.productUrl(), made("outbox")) + exporterTables);
        write("importer.yaml", String.format(Locale.ROOT, """
                target: %s
                lock-timeout: 1 second
                indexes-after-rows: 1
                inboxes:
                  shop:
                    from: %s
                    tables:
                """, target.productUrl(), made("inbox")) + importerTables);
    }

    private void write(String name, String text) {
        Path file = folder.resolve(name);
        try {
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Answer export(List<String> options) {
        return types(
                "export", List.of("--config", folder.resolve("exporter.yaml").toString()), options);
    }

    Answer importAll() {
        return types(
                "import", List.of("--config", folder.resolve("importer.yaml").toString()));
    }

    private void must(String verb, List<?>... words) {
        Answer answer = types(verb, words);
        assertThat(answer.code()).as(answer.text()).isZero();
    }

    private Answer types(String verb, List<?>... words) {
        List<String> line = new ArrayList<>(List.of(verb));
        Stream.of(words).flatMap(List::stream).map(String::valueOf).forEach(line::add);
        return operator.types(line.toArray(String[]::new));
    }

    /** Forgets the bundles that were not carried yet; returns how many those are. */
    int lose() {
        List<Path> waiting = waiting();
        carried.addAll(waiting);
        return waiting.size();
    }

    /** Copies into the inbox what was not carried yet. */
    void carry() {
        for (Path bundle : waiting()) {
            copy(bundle);
            carried.add(bundle);
        }
    }

    /** Copies the last bundle into the inbox once more. */
    void carryAgain() {
        files("outbox").stream().max(Comparator.naturalOrder()).ifPresent(this::copy);
    }

    private List<Path> waiting() {
        return files("outbox").stream().filter(file -> !carried.contains(file)).toList();
    }

    private void copy(Path bundle) {
        try {
            Files.copy(bundle, made("inbox").resolve(bundle.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes out of the inbox what was refused. */
    void clearInbox() {
        files("inbox").forEach(OperatorCommands::delete);
    }

    /** Leaves both folders empty. */
    void clear() {
        clearInbox();
        files("outbox").forEach(OperatorCommands::delete);
        files("inbox/applied").forEach(OperatorCommands::delete);
        carried.clear();
    }

    private List<Path> files(String name) {
        try (Stream<Path> files = Files.list(made(name))) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path made(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        TestFolder.delete(folder);
    }
}
