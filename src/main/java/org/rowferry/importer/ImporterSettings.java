package org.rowferry.importer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.bundle.Limits;
import org.rowferry.config.Section;
import org.rowferry.config.Size;
import org.rowferry.connection.Endpoint;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Literal;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/**
 * The settings of the importer's configuration.
 *
 * @param target the target database
 * @param schema Rowferry's own schema on the target
 * @param lockTimeout how long an import waits for a table that another session has locked
 */
public record ImporterSettings(Endpoint target, Identifier schema, Duration lockTimeout, List<Inbox> inboxes) {
    public ImporterSettings {
        inboxes = List.copyOf(inboxes);
    }

    /**
     * One inbox: where the bundles of one source lie, and the tables that they may write.
     *
     * @param limits how much one of its bundles may hold
     */
    public record Inbox(StreamName name, String from, List<Entry> tables, Limits limits) {
        public Inbox {
            tables = List.copyOf(tables);
        }

        /** Makes an inbox with the limits of one whose configuration says nothing of them. */
        public Inbox(StreamName name, String from, List<Entry> tables) {
            this(name, from, tables, Limits.DEFAULT);
        }

        /** Returns the tables by the source's names. */
        public Set<TableName> names() {
            return tables.stream().map(Entry::table).collect(Collectors.toUnmodifiableSet());
        }

        public Optional<Entry> entry(TableName table) {
            return tables.stream().filter(entry -> entry.table().equals(table)).findFirst();
        }
    }

    /**
     * One table of an inbox, and what becomes of it on the target.
     *
     * @param table its name on the source
     * @param into the table that its rows are written to
     * @param rename the target's names of columns that have others on the source
     * @param set the constants, as text, that are written into columns of the target's own; they tell its rows apart
     * @param triggers what becomes of the target's own triggers; unset, they fire, and one that may change what arrives
     *     has the table refused
     * @param keep the target's columns that are not emptied when the source withholds them
     */
    public record Entry(
            TableName table,
            TableName into,
            Map<Identifier, Identifier> rename,
            Map<Identifier, String> set,
            Apply apply,
            OnNewColumn onNewColumn,
            Optional<Triggers> triggers,
            Set<Identifier> keep) {
        public Entry {
            keep = Set.copyOf(keep);
            rename = Collections.unmodifiableMap(new LinkedHashMap<>(rename));
            set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
            Set<Identifier> names = new HashSet<>();
            for (Identifier name : rename.values()) {
                if (!names.add(name)) {
                    throw new IllegalArgumentException("two columns are renamed to " + name);
                }
                if (set.containsKey(name)) {
                    throw new IllegalArgumentException("the column " + name + " is renamed to and set");
                }
            }
        }

        /** Makes the entry of a table in which nothing is left that the source withholds. */
        public Entry(
                TableName table,
                TableName into,
                Map<Identifier, Identifier> rename,
                Map<Identifier, String> set,
                Apply apply,
                OnNewColumn onNewColumn,
                Optional<Triggers> triggers) {
            this(table, into, rename, set, apply, onNewColumn, triggers, Set.of());
        }

        /** Returns the entry of a table that is written as it is on the source. */
        public static Entry of(TableName table) {
            return new Entry(table, table, Map.of(), Map.of(), Apply.AUTO, OnNewColumn.STOP, Optional.empty());
        }

        /** Returns whether its table has the name, the columns and the rows of the source's. */
        boolean isAsOnTheSource() {
            return into.equals(table) && rename.isEmpty() && set.isEmpty();
        }

        /** Returns the same of a table that takes no column that it has not. */
        Entry ignoringNewColumns() {
            return new Entry(table, into, rename, set, apply, OnNewColumn.IGNORE, triggers, keep);
        }

        /** Returns the type that a constant has by its looks: that of a column that is made for it. */
        public static String typeOf(String constant) {
            if (constant.matches("0|-?[1-9]\\d{0,17}")) {
                return "bigint";
            }
            return constant.equals("true") || constant.equals("false") ? "boolean" : "text";
        }

        /** Returns what a column of the source is called on the target. */
        Identifier named(Identifier column) {
            return rename.getOrDefault(column, column);
        }

        /**
         * Returns what decides where values of the source stand on the target, in words that differ where it differs:
         * rows that were written another way are not those that a bundle's keys mean.
         */
        public String mapping() {
            StringBuilder words = new StringBuilder("into " + into);
            rename.entrySet().stream()
                    .filter(renamed -> !renamed.getKey().equals(renamed.getValue()))
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(renamed -> words.append(", ")
                            .append(renamed.getKey())
                            .append(" as ")
                            .append(renamed.getValue()));
            set.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(constant -> words.append(", ")
                            .append(constant.getKey())
                            .append(" = ")
                            .append(new Literal(constant.getValue())));
            return words.toString();
        }
    }

    /** How rows are written over those that are there. */
    public enum Apply {
        /** Merged where deleting and writing again would do harm, else replaced. */
        AUTO,
        /** The keys of changes are deleted and their rows written back. */
        REPLACE,
        /** Rows are compared, and those that differ written. */
        MERGE
    }

    /** How a column is treated that the target does not have. */
    public enum OnNewColumn {
        /** The bundle is refused. */
        STOP,
        /** The column is left out. */
        IGNORE,
        /** The target's table gets it. */
        ADD
    }

    /** How the target's own triggers are treated while rows are written. */
    public enum Triggers {
        FIRE,
        DISABLE
    }

    /**
     * Reads the whole file; problems are left with the configuration, which raises them all at once.
     *
     * @param environment the variables that connections are completed from
     */
    public static ImporterSettings read(Section root, Map<String, String> environment) {
        if (root.holds("source") || root.holds("targets")) {
            root.hint("This is the exporter's file; name the importer's, which has the keys target: and inboxes:.");
        }
        List<Inbox> inboxes = new ArrayList<>();
        Map<String, Section> sections = root.sections("inboxes");
        // A target whose sources are all within reach needs no inbox.
        if (sections.isEmpty() && !root.has("links")) {
            root.problem("inboxes", "names no inbox");
        }
        sections.forEach((name, section) -> {
            try {
                inboxes.add(new Inbox(
                        new StreamName(name),
                        section.requiredText("from"),
                        EntrySettings.read(section, "tables"),
                        limits(section)));
            } catch (IllegalArgumentException e) {
                root.problem("inboxes." + name, String.valueOf(e.getMessage()));
            }
        });
        new FanIn(inboxes).refuseCollisions(root, 0, inboxes.size());
        return new ImporterSettings(
                Endpoint.required(root, "target", environment),
                new Identifier(root.text("schema").orElse("rowferry")),
                root.duration("lock-timeout", Duration.ofMinutes(1)),
                inboxes);
    }

    private static Limits limits(Section inbox) {
        Size bytes = inbox.size("max-bytes", new Size(Limits.DEFAULT.bytes()));
        return new Limits(
                limit(inbox, "max-bytes", bytes.bytes()),
                limit(inbox, "max-rows", inbox.number("max-rows", Limits.DEFAULT.rows())),
                limit(inbox, "max-ratio", inbox.number("max-ratio", Limits.DEFAULT.ratio())));
    }

    private static long limit(Section inbox, String key, long limit) {
        if (limit < 1) {
            inbox.problem(key, "is a limit of 1 or more");
        }
        return Math.max(1, limit);
    }

    /** Notes a problem for every link that would delete the rows of an inbox, or of another link. */
    public void refuseLinksThatCollide(Section root, List<Inbox> links) {
        List<Inbox> all = new ArrayList<>(inboxes);
        all.addAll(links);
        new FanIn(all).refuseCollisions(root, inboxes.size(), inboxes.size());
    }
}
