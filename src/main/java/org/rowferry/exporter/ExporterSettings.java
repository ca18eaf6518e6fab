package org.rowferry.exporter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rowferry.bundle.Compression;
import org.rowferry.config.Section;
import org.rowferry.postgres.Endpoint;
import org.rowferry.schema.Identifier;
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

    /** One table of a target. */
    public record Entry(TableName table, OnRewrite onRewrite) {}

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
            try {
                TableName table = TableName.parse(text);
                entries.add(new Entry(table, onRewrite));
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
}
