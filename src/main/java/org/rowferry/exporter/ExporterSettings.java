package org.rowferry.exporter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.rowferry.bundle.Compression;
import org.rowferry.capture.CaptureMethod;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.config.Section;
import org.rowferry.config.TableList;
import org.rowferry.connection.Endpoint;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.Selection;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/**
 * The settings of the exporter's configuration.
 *
 * @param source the source database
 * @param schema Rowferry's own schema on the source
 * @param retain how long captured changes and the numbers of bundles are kept beyond what every target has
 * @param lockTimeout how long an export waits for a table that another session has locked
 */
public record ExporterSettings(
        Endpoint source, Identifier schema, Duration retain, Duration lockTimeout, List<Target> targets) {
    /** How long that is where the configuration does not say. */
    public static final Duration RETAIN = Duration.ofDays(14);

    public ExporterSettings {
        targets = List.copyOf(targets);
    }

    /**
     * One target: where its bundles are laid, how they are packed, and which tables they hold.
     *
     * @param heartbeat how often it gets a bundle although nothing changed; empty where it gets none then
     */
    public record Target(
            StreamName name,
            String outbox,
            Compression compression,
            Optional<Heartbeat> heartbeat,
            List<Entry> tables) {
        public Target {
            tables = List.copyOf(tables);
        }

        /** Makes a target that gets bundles with changes alone. */
        public Target(StreamName name, String outbox, Compression compression, List<Entry> tables) {
            this(name, outbox, compression, Optional.empty(), tables);
        }
    }

    /** Whether a rewrite of a table, which no trigger sees, is answered with a full. */
    public enum OnRewrite {
        FULL,
        IGNORE
    }

    /** How a target's other tables are treated while this one cannot be exported. */
    public enum WhenBroken {
        /** They wait for it. */
        HOLD,
        /** They go on without it. */
        LEAVE_OUT
    }

    /**
     * One table of a target.
     *
     * @param capture how its changes become known, and what the target gets of it
     */
    public record Entry(TableName table, OnRewrite onRewrite, WhenBroken whenBroken, CaptureSettings capture) {
        /** Makes the entry of a table that the others wait for. */
        public Entry(TableName table, OnRewrite onRewrite, CaptureSettings capture) {
            this(table, onRewrite, WhenBroken.HOLD, capture);
        }

        /** Returns the entry of a table of which nothing but the name is said. */
        public static Entry of(TableName table) {
            return new Entry(table, OnRewrite.FULL, CaptureSettings.USUAL);
        }

        /** Returns the columns that tell its rows apart, where the operator says so. */
        public Optional<Key> key() {
            return capture.key();
        }

        public Selection selection() {
            return capture.selection();
        }
    }

    /**
     * Reads the whole file; problems are left with the configuration, which raises them all at once.
     *
     * @param environment the variables that connections are completed from
     */
    public static ExporterSettings read(Section root, Map<String, String> environment) {
        if (root.holds("target") || root.holds("inboxes")) {
            root.hint("This is the importer's file; name the exporter's, which has the keys source: and targets:.");
        }
        List<Target> targets = new ArrayList<>();
        if (root.isEmpty("targets")) {
            root.problem("targets", "names no target");
        }
        root.sections("targets")
                .forEach((name, section) -> target(root.name("targets", name, StreamName::new), section)
                        .ifPresent(targets::add));
        differingKeys(targets)
                .forEach(table -> root.problem(
                        "targets",
                        "name different keys of " + table
                                + ", which is captured with one; say the same 'key' in each"));
        return new ExporterSettings(
                Endpoint.required(root, "source", environment),
                new Identifier(root.text("schema").orElse("rowferry")),
                root.duration("retain", RETAIN),
                root.duration("lock-timeout", Duration.ofMinutes(1)),
                targets);
    }

    private static List<TableName> differingKeys(List<Target> targets) {
        Map<TableName, Set<Set<Identifier>>> keys = new TreeMap<>();
        targets.stream()
                .flatMap(target -> target.tables().stream())
                .forEach(entry -> keys.computeIfAbsent(entry.table(), table -> new HashSet<>())
                        .add(entry.key().map(key -> Set.copyOf(key.columns())).orElse(Set.of())));
        return keys.entrySet().stream()
                .filter(table -> table.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns the tables of all targets, each once. */
    public List<TableName> tables() {
        return tables(entry -> true);
    }

    /** Returns the tables of all targets that triggers capture, each once. */
    public List<TableName> captured() {
        return tables(entry -> entry.capture().method() instanceof CaptureMethod.Triggers);
    }

    private List<TableName> tables(Predicate<Entry> wanted) {
        return targets.stream()
                .flatMap(target -> target.tables().stream())
                .filter(wanted)
                .map(Entry::table)
                .distinct()
                .toList();
    }

    /**
     * Returns the key that the operator says a table has, all targets the same; one of no columns where it may do without.
     */
    public Optional<Key> key(TableName table) {
        return targets.stream()
                .flatMap(target -> target.tables().stream())
                .filter(entry -> entry.table().equals(table))
                .findFirst()
                .flatMap(entry -> entry.capture().toldKey());
    }

    private static Optional<Target> target(Optional<StreamName> name, Section section) {
        String outbox = section.requiredText("outbox");
        Compression compression = section.choice("compression", Compression.class, Compression.ZSTD);
        Optional<Heartbeat> heartbeat = section.value("heartbeat", Heartbeat::parse);
        List<Entry> entries = TableList.read(section, "tables", ExporterSettings::entry, Entry::table);
        return name.map(known -> new Target(known, outbox, compression, heartbeat, entries));
    }

    private static Optional<Entry> entry(Section section) {
        Optional<TableName> name = section.required("table").value("table", TableName::parse);
        if (section.holdsOnly("table")) {
            return name.map(Entry::of);
        }
        OnRewrite onRewrite = section.choice("on-rewrite", OnRewrite.class, OnRewrite.FULL);
        WhenBroken whenBroken = section.choice("when-broken", WhenBroken.class, WhenBroken.HOLD);
        CaptureSettings capture = CaptureSettings.read(section);
        return name.map(table -> new Entry(table, onRewrite, whenBroken, capture));
    }
}
