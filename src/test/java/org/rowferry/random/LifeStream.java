package org.rowferry.random;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rowferry.history.Dice;

/** One stream: its two folders, what both configurations say, and what the source held at each of its positions. */
final class LifeStream {
    private final String name;
    private final Side target;
    private final Path outbox;
    private final Path inbox;
    private final Map<Setting, Set<LifeTable>> settings = new EnumMap<>(Setting.class);
    /** What each table held when a bundle was made, by the bundle's file. */
    private final Map<String, Map<LifeTable, String>> truth = new HashMap<>();
    /** Files that are neither carried nor lost. */
    private final List<Path> waiting = new ArrayList<>();

    private final Set<Path> known = new HashSet<>();
    private boolean present = true;

    /** What an entry of either configuration may say of some tables. */
    enum Setting {
        EXPORTED,
        IMPORTED,
        /** The target gets them without their notes. */
        NARROW("        columns: [a, b]\n"),
        LEFT_OUT_WHEN_BROKEN("        when-broken: leave-out\n"),
        MERGED("        apply: merge\n");

        private final String words;

        Setting(String... words) {
            this.words = String.join("", words);
        }
    }

    LifeStream(String name, Side target, Path folder) {
        this.name = name;
        this.target = target;
        this.outbox = made(folder.resolve(name + "-out"));
        this.inbox = made(folder.resolve(name + "-in"));
        exported().addAll(LifeTable.ALL);
        imported().addAll(LifeTable.ALL);
    }

    private static Path made(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return name;
    }

    Side target() {
        return target;
    }

    Set<LifeTable> exported() {
        return tables(Setting.EXPORTED);
    }

    Set<LifeTable> imported() {
        return tables(Setting.IMPORTED);
    }

    /** Returns the tables that a setting is for, to read and to change. */
    Set<LifeTable> tables(Setting setting) {
        return settings.computeIfAbsent(setting, none -> new LinkedHashSet<>());
    }

    boolean isNarrow(LifeTable table) {
        return tables(Setting.NARROW).contains(table);
    }

    /** Returns whether exporter.yaml names the target. */
    boolean isPresent() {
        return present;
    }

    void setPresent(boolean now) {
        present = now;
    }

    String exporterEntry() {
        return "  " + name + ":\n    outbox: " + outbox + "\n    tables:\n"
                + exported().stream()
                        .map(table -> table.entry(table.settings()
                                + words(table, Setting.NARROW)
                                + words(table, Setting.LEFT_OUT_WHEN_BROKEN)))
                        .collect(Collectors.joining());
    }

    String importerYaml() {
        return "target: " + target.productUrl() + "\ninboxes:\n  shop:\n    from: " + inbox + "\n    tables:\n"
                + imported().stream()
                        .map(table -> table.entry(words(table, Setting.MERGED)))
                        .collect(Collectors.joining());
    }

    private String words(LifeTable table, Setting setting) {
        return tables(setting).contains(table) ? setting.words : "";
    }

    /** Returns whether a bundle came into the outbox that nobody has noted. */
    boolean hasNews() {
        return !known.containsAll(files(outbox));
    }

    /** Notes which bundles came into the outbox, and what the tables held by then. */
    void note(Map<LifeTable, String> contents) {
        for (Path file : files(outbox)) {
            if (known.add(file)) {
                truth.put(String.valueOf(file.getFileName()), Map.copyOf(contents));
                waiting.add(file);
            }
        }
    }

    /** Returns what a table held at a position; nothing where no bundle bears the number. */
    String truth(LifeTable table, String number) {
        String file = String.format(Locale.ROOT, "%s-%010d.tar.zst", name, Long.parseLong(number));
        return truth.getOrDefault(file, Map.of()).getOrDefault(table, "no bundle " + number);
    }

    /** Carries, loses or leaves each file, and carries some once more. */
    String carrySomehow(Dice dice) {
        StringBuilder what = new StringBuilder();
        for (Path file : List.copyOf(waiting)) {
            int fate = dice.below(10);
            if (fate < 7) {
                carry(file);
            } else if (fate == 7) {
                waiting.remove(file);
            }
            what.append(' ').append(file.getFileName()).append(fate < 7 ? " carried" : fate == 7 ? " lost" : " late");
        }
        List<Path> all = files(outbox);
        if (!all.isEmpty() && dice.oneIn(5)) {
            Path again = dice.any(all);
            copy(again, inbox.resolve(again.getFileName()));
            what.append(' ').append(again.getFileName()).append(" once more");
        }
        return what.toString();
    }

    /** Deletes a file that the import has refused for good. */
    void takeOut(String file) {
        try {
            Files.deleteIfExists(inbox.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void carryAll() {
        List.copyOf(waiting).forEach(this::carry);
    }

    private void carry(Path file) {
        copy(file, inbox.resolve(file.getFileName()));
        waiting.remove(file);
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".tar.zst"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
