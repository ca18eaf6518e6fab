package org.rowferry.exporter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.rowferry.bundle.Compression;
import org.rowferry.capture.CaptureMethod;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.config.Section;
import org.rowferry.config.TableList;
import org.rowferry.connection.Endpoint;
import org.rowferry.proof.Verify;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.report.Mention;
import org.rowferry.report.Shell;
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

    private static final Set<String> OF_ONE_TABLE = Set.of("key", "columns", "transform", "where");

    public ExporterSettings {
        targets = List.copyOf(targets);
    }

    /**
     * One target: where its bundles are laid, how they are packed, and which tables they hold.
     *
     * @param heartbeat how often it gets a bundle although nothing changed; empty where it gets none then
     * @param verify how often it gets digests of tables whose entries say nothing of it
     */
    public record Target(
            StreamName name,
            String outbox,
            Compression compression,
            Optional<Heartbeat> heartbeat,
            Verify verify,
            TableList<Entry> list) {
        /** Makes a target of named tables. */
        public Target(
                StreamName name,
                String outbox,
                Compression compression,
                Optional<Heartbeat> heartbeat,
                List<Entry> tables) {
            this(name, outbox, compression, heartbeat, Verify.NEVER, TableList.of(tables, Entry::table));
        }

        /** Makes a target that gets bundles with changes alone. */
        public Target(StreamName name, String outbox, Compression compression, List<Entry> tables) {
            this(name, outbox, compression, Optional.empty(), tables);
        }

        /** Returns its tables, once the patterns of its list are resolved. */
        public List<Entry> tables() {
            return list.entries();
        }

        /** Refuses to do anything for a target whose patterns take no table. */
        void requireTables() {
            if (tables().isEmpty()) {
                throw new Failure(
                                Family.CONFIGURATION,
                                "the target " + name + " gets no table: triggers capture none that " + list.patterns()
                                        + " would take")
                        .hint("Run as the owner: ", Invocation.ofSourceOwner("generate exporter", ""));
            }
        }

        /** Returns how often it gets digests of a table. */
        Verify verify(TableName table) {
            return list.entry(table).flatMap(Entry::verify).orElse(verify);
        }

        private Target with(TableList<Entry> other) {
            return new Target(name, outbox, compression, heartbeat, verify, other);
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
     * @param verify how often the target gets digests of it; empty for as often as of its other tables
     * @param capture how its changes become known, and what the target gets of it
     */
    public record Entry(
            TableName table,
            OnRewrite onRewrite,
            WhenBroken whenBroken,
            Optional<Verify> verify,
            CaptureSettings capture) {
        /** Makes the entry of a table that the others wait for. */
        public Entry(TableName table, OnRewrite onRewrite, CaptureSettings capture) {
            this(table, onRewrite, WhenBroken.HOLD, Optional.empty(), capture);
        }

        /** Returns the entry of a table of which nothing but the name is said. */
        public static Entry of(TableName table) {
            return new Entry(table, OnRewrite.FULL, CaptureSettings.USUAL);
        }

        /** Returns the same of a table whose key another target's entry says. */
        private Entry keyedBy(Optional<Key> told) {
            return new Entry(
                    table,
                    onRewrite,
                    whenBroken,
                    verify,
                    new CaptureSettings(told, capture.selection(), capture.method()));
        }

        private boolean isCapturedByTriggers() {
            return capture.method() instanceof CaptureMethod.Triggers;
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
        Map<TableName, Set<Set<Identifier>>> keys = new HashMap<>();
        targets.stream()
                .flatMap(target -> target.list().named().entries().stream())
                .forEach(entry -> keys.computeIfAbsent(entry.table(), table -> new HashSet<>())
                        .add(entry.key().map(key -> Set.copyOf(key.columns())).orElse(Set.of())));
        return keys.entrySet().stream()
                .filter(table -> table.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** Returns the tables of all targets, each once. */
    public List<TableName> tables() {
        return tables(entry -> true);
    }

    /** Returns the tables of all targets that triggers capture, each once. */
    public List<TableName> captured() {
        return tables(Entry::isCapturedByTriggers);
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
                .flatMap(target -> target.list().entry(table).stream())
                .findFirst()
                .flatMap(entry -> entry.capture().toldKey());
    }

    /** Returns the schemas of which some target takes all tables. */
    public Set<Identifier> patternSchemas() {
        return targets.stream()
                .flatMap(target -> target.list().schemas().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Settings whose patterns are resolved.
     *
     * @param notes what the operator should know of them
     */
    public record Resolved(ExporterSettings settings, List<Failure> notes) {
        public Resolved {
            notes = List.copyOf(notes);
        }
    }

    /**
     * Resolves the patterns for a job. A pattern takes a table that triggers capture, or any table where its entry says that
     * it needs no triggers; the notes name the other tables.
     *
     * @param tables the tables of {@link #patternSchemas()}
     */
    public Resolved resolved(Collection<TableName> tables, Set<TableName> captured) {
        ExporterSettings all = resolved(tables);
        List<Failure> notes = new ArrayList<>(unmatched(tables));
        List<TableName> left = all.targets.stream()
                .flatMap(target -> target.tables().stream()
                        .filter(entry -> !isTaken(target, entry, captured))
                        .map(Entry::table))
                .distinct()
                .toList();
        if (!left.isEmpty()) {
            notes.add(uncaptured(left));
        }
        return new Resolved(
                new ExporterSettings(
                        source,
                        schema,
                        retain,
                        lockTimeout,
                        targets.stream()
                                .map(target -> target.with(
                                        target.list().resolved(tables, entry -> isTaken(target, entry, captured))))
                                .map(this::keyed)
                                .toList()),
                notes);
    }

    /** Resolves the patterns for whoever captures tables, or names them: each takes all tables of its schema. */
    public ExporterSettings resolved(Collection<TableName> tables) {
        return new ExporterSettings(
                source,
                schema,
                retain,
                lockTimeout,
                targets.stream()
                        .map(target -> target.with(target.list().resolved(tables, entry -> true)))
                        .map(this::keyed)
                        .toList());
    }

    private static boolean isTaken(Target target, Entry entry, Set<TableName> captured) {
        return !entry.isCapturedByTriggers()
                || captured.contains(entry.table())
                || target.list().pattern(entry.table()).isEmpty();
    }

    /** All targets have one key of a table; a pattern says none, so that an entry of another target says it for all. */
    private Target keyed(Target target) {
        Map<TableName, Entry> named = named();
        return target.with(target.list()
                .changed(entry -> entry.key().isPresent()
                        ? entry
                        : Optional.ofNullable(named.get(entry.table()))
                                .map(other -> entry.keyedBy(other.key()))
                                .orElse(entry)));
    }

    /** Returns the entries of the tables that a target names, of each table the first. */
    private Map<TableName, Entry> named() {
        Map<TableName, Entry> named = new HashMap<>();
        targets.forEach(
                target -> target.list().named().entries().forEach(entry -> named.putIfAbsent(entry.table(), entry)));
        return named;
    }

    private List<Failure> unmatched(Collection<TableName> tables) {
        return targets.stream()
                .flatMap(target -> target.list().patterns().stream())
                .distinct()
                .filter(pattern ->
                        tables.stream().noneMatch(table -> table.schema().equals(pattern.schema())))
                .map(pattern -> new Failure(
                                Family.CONFIGURATION, "the source has no table that " + pattern + " would take")
                        .hint(
                                "List the tables with: psql -X -c " + Shell.word("\\dt " + pattern) + " ",
                                Mention.SOURCE_URL))
                .toList();
    }

    private static Failure uncaptured(List<TableName> tables) {
        return new Failure(
                        Family.SOURCE,
                        "changes of " + tables.stream().map(TableName::toString).collect(Collectors.joining(", "))
                                + " are not captured, and no target gets " + (tables.size() == 1 ? "it" : "them")
                                + " by a pattern")
                .hint(
                        "Run as the owner: ",
                        Invocation.ofSourceOwner(
                                "generate exporter",
                                tables.stream().map(TableName::argument).collect(Collectors.joining(" "))))
                .hint("Or name the tables that no target shall get under except: in ", Mention.EXPORTER_FILE, ".");
    }

    private static Optional<Target> target(Optional<StreamName> name, Section section) {
        String outbox = section.requiredText("outbox");
        Compression compression = section.choice("compression", Compression.class, Compression.ZSTD);
        Optional<Heartbeat> heartbeat = section.value("heartbeat", Heartbeat::parse);
        Verify verify = section.choice("verify", Verify.class, Verify.NEVER);
        TableList<Entry> list = TableList.read(section, "tables", OF_ONE_TABLE, ExporterSettings::entry);
        return name.map(known -> new Target(known, outbox, compression, heartbeat, verify, list));
    }

    private static Function<TableName, Optional<Entry>> entry(Section section) {
        if (section.holdsOnly("table")) {
            return table -> Optional.of(Entry.of(table));
        }
        OnRewrite onRewrite = section.choice("on-rewrite", OnRewrite.class, OnRewrite.FULL);
        WhenBroken whenBroken = section.choice("when-broken", WhenBroken.class, WhenBroken.HOLD);
        Optional<Verify> verify = section.choice("verify", Verify.class);
        CaptureSettings capture = CaptureSettings.read(section);
        return table -> Optional.of(new Entry(table, onRewrite, whenBroken, verify, capture));
    }
}
