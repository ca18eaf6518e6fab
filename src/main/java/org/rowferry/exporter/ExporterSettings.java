package org.rowferry.exporter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rowferry.bundle.Compression;
import org.rowferry.config.Section;
import org.rowferry.postgres.Endpoint;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.Selection;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/**
 * What the exporter's configuration says.
 *
 * @param source the source database
 * @param schema Rowferry's own schema on the source
 * @param retain how long captured changes and the numbers of bundles are kept beyond what every target has
 * @param lockTimeout how long an export waits for a table that another session has locked
 */
public record ExporterSettings(
        Endpoint source, Identifier schema, Duration retain, Duration lockTimeout, List<Target> targets) {
    public ExporterSettings {
        targets = List.copyOf(targets);
    }

    /** One target: where its bundles are laid, how they are packed, and which tables they hold. */
    public record Target(StreamName name, String outbox, Compression compression, List<Entry> tables) {
        public Target {
            tables = List.copyOf(tables);
        }
    }

    /** Whether a rewrite of a table, which no trigger sees, is answered with a full. */
    public enum OnRewrite {
        FULL,
        IGNORE
    }

    /**
     * One table of a target.
     *
     * @param key the columns that tell its rows apart, where the operator says so; else its primary key, or a unique index
     * @param selection what the target gets of it
     */
    public record Entry(TableName table, OnRewrite onRewrite, Optional<Key> key, Selection selection) {
        /** Returns the entry of a table of which nothing but the name is said. */
        public static Entry of(TableName table) {
            return new Entry(table, OnRewrite.FULL, Optional.empty(), Selection.EVERYTHING);
        }
    }

    /**
     * Reads the whole file; problems are left with the configuration, which raises them all at once.
     *
     * @param environment the variables that connections are completed from
     */
    public static ExporterSettings read(Section root, Map<String, String> environment) {
        List<Target> targets = new ArrayList<>();
        Map<String, Section> sections = root.sections("targets");
        if (sections.isEmpty()) {
            root.problem("targets", "names no target");
        }
        sections.forEach((name, section) -> {
            try {
                targets.add(target(new StreamName(name), section));
            } catch (IllegalArgumentException e) {
                root.problem("targets." + name, String.valueOf(e.getMessage()));
            }
        });
        return new ExporterSettings(
                Endpoint.required(root, "source", environment),
                new Identifier(root.text("schema").orElse("rowferry")),
                root.duration("retain", Duration.ofDays(14)),
                root.duration("lock-timeout", Duration.ofMinutes(1)),
                targets);
    }

    private static Target target(StreamName name, Section section) {
        return new Target(
                name,
                section.requiredText("outbox"),
                section.choice("compression", Compression.class, Compression.ZSTD),
                entries(section));
    }

    private static List<Entry> entries(Section section) {
        List<Entry> entries = new ArrayList<>();
        Set<TableName> seen = new HashSet<>();
        for (Section entry : section.entries("tables", "table")) {
            String text = entry.requiredText("table");
            OnRewrite onRewrite = entry.choice("on-rewrite", OnRewrite.class, OnRewrite.FULL);
            Optional<Key> key = key(entry);
            Selection selection = selection(entry);
            try {
                TableName table = TableName.parse(text);
                entries.add(new Entry(table, onRewrite, key, selection));
                if (!seen.add(table)) {
                    section.problem("tables", table + " is named twice");
                }
            } catch (IllegalArgumentException e) {
                section.problem("tables", String.valueOf(e.getMessage()));
            }
        }
        if (entries.isEmpty()) {
            section.problem("tables", "names no table");
        }
        return entries;
    }

    private static Optional<Key> key(Section entry) {
        List<Identifier> columns = identifiers(entry, "key");
        try {
            return columns.isEmpty() ? Optional.empty() : Optional.of(new Key(columns));
        } catch (IllegalArgumentException e) {
            entry.problem("key", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static Selection selection(Section entry) {
        List<Identifier> columns = identifiers(entry, "columns");
        Map<Identifier, String> transform = new LinkedHashMap<>();
        entry.values("transform").forEach((column, expression) -> {
            if (column.isEmpty() || expression.isBlank()) {
                entry.problem("transform", "has an expression or a column's name that is empty");
            } else if (!columns.isEmpty() && !columns.contains(new Identifier(column))) {
                entry.problem("transform", "names " + column + ", which 'columns' leaves out");
            } else {
                transform.put(new Identifier(column), expression);
            }
        });
        Optional<String> where = entry.text("where");
        if (where.filter(String::isBlank).isPresent()) {
            entry.problem("where", "is empty");
        }
        return new Selection(columns, transform, where);
    }

    /** Reads names as the catalog has them. */
    private static List<Identifier> identifiers(Section entry, String key) {
        List<Identifier> names = new ArrayList<>();
        for (String name : entry.texts(key)) {
            try {
                names.add(new Identifier(name));
            } catch (IllegalArgumentException e) {
                entry.problem(key, String.valueOf(e.getMessage()));
            }
        }
        return names;
    }
}
