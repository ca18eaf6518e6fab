package org.rowferry.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.rowferry.config.Configuration;
import org.rowferry.config.SchemaPattern;
import org.rowferry.config.Section;
import org.rowferry.report.Failure;

/** The names that a configuration gives, for somebody who is typing a command: a file with problems gives those it can. */
final class ConfiguredNames {
    static final String TARGETS = "targets";
    static final String INBOXES = "inboxes";
    static final String LINKS = "links";

    private final Set<Path> files;

    ConfiguredNames(Set<Path> files) {
        this.files = Set.copyOf(files);
    }

    /** Returns the names of one kind: targets, inboxes or links. */
    Set<String> of(String kind) {
        Set<String> names = new TreeSet<>();
        files.forEach(file -> names.addAll(sections(file, kind).keySet()));
        return names;
    }

    /** Returns the tables that targets, inboxes and links name; no server is asked for those of a pattern. */
    Set<String> tables() {
        Set<String> tables = new TreeSet<>();
        for (Path file : files) {
            for (String kind : Set.of(TARGETS, INBOXES, LINKS)) {
                sections(file, kind)
                        .values()
                        .forEach(section -> section.entries("tables", "table")
                                .forEach(entry -> entry.text("table")
                                        .filter(table -> !SchemaPattern.isOne(table))
                                        .ifPresent(tables::add)));
            }
        }
        return tables;
    }

    private static Map<String, Section> sections(Path file, String kind) {
        try {
            return Configuration.read(file).root().sections(kind);
        } catch (Failure unreadable) {
            return Map.of();
        }
    }
}
