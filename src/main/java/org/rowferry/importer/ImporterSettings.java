package org.rowferry.importer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rowferry.config.Section;
import org.rowferry.postgres.Endpoint;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/**
 * What the importer's configuration says.
 *
 * @param target the target database
 * @param schema Rowferry's own schema on the target
 * @param lockTimeout how long an import waits for a table that another session has locked
 */
public record ImporterSettings(Endpoint target, Identifier schema, Duration lockTimeout, List<Inbox> inboxes) {
    public ImporterSettings {
        inboxes = List.copyOf(inboxes);
    }

    /** One inbox: where the bundles of one source lie, and the tables that they may write, by the source's names. */
    public record Inbox(StreamName name, String from, Set<TableName> tables) {
        public Inbox {
            tables = Set.copyOf(tables);
        }
    }

    /**
     * Reads the whole file; problems are left with the configuration, which raises them all at once.
     *
     * @param environment the variables that connections are completed from
     */
    public static ImporterSettings read(Section root, Map<String, String> environment) {
        List<Inbox> inboxes = new ArrayList<>();
        Map<String, Section> sections = root.sections("inboxes");
        if (sections.isEmpty()) {
            root.problem("inboxes", "names no inbox");
        }
        sections.forEach((name, section) -> {
            try {
                inboxes.add(new Inbox(new StreamName(name), section.requiredText("from"), tables(section)));
            } catch (IllegalArgumentException e) {
                root.problem("inboxes." + name, String.valueOf(e.getMessage()));
            }
        });
        refuseSharedTables(root, inboxes);
        return new ImporterSettings(
                Endpoint.required(root, "target", environment),
                new Identifier(root.text("schema").orElse("rowferry")),
                root.duration("lock-timeout", Duration.ofMinutes(1)),
                inboxes);
    }

    private static Set<TableName> tables(Section section) {
        Set<TableName> tables = new LinkedHashSet<>();
        for (Section entry : section.entries("tables", "table")) {
            String text = entry.requiredText("table");
            try {
                TableName table = TableName.parse(text);
                if (!tables.add(table)) {
                    section.problem("tables", table + " is named twice");
                }
            } catch (IllegalArgumentException e) {
                section.problem("tables", String.valueOf(e.getMessage()));
            }
        }
        if (tables.isEmpty()) {
            section.problem("tables", "names no table");
        }
        return tables;
    }

    /** Two inboxes that fed one table would delete each other's rows. */
    private static void refuseSharedTables(Section root, List<Inbox> inboxes) {
        Map<TableName, StreamName> owners = new HashMap<>();
        for (Inbox inbox : inboxes) {
            for (TableName table : inbox.tables()) {
                Optional.ofNullable(owners.putIfAbsent(table, inbox.name()))
                        .ifPresent(other -> root.problem(
                                "inboxes." + inbox.name() + ".tables",
                                table + " is fed by the inbox " + other + " already"));
            }
        }
    }
}
