package org.rowferry.capture;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowferry.capture.CaptureMethod.Triggers;
import org.rowferry.capture.CaptureMethod.Watermark;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.Equality;
import org.rowferry.catalog.KeyColumns;
import org.rowferry.catalog.KeyIndex;
import org.rowferry.catalog.Relation;
import org.rowferry.catalog.RelationKind;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.TableName;

/** Finds the tables of a source, whichever way their changes become known. */
public final class SourceTables {
    private final Session session;
    private final Captures captures;
    private final Catalog catalog;
    private final Map<TableName, Relation> known;
    private final CaptureFacts facts;

    /** Reads the registry of captured tables in {@code schema}, Rowferry's own. */
    public SourceTables(Session session, Identifier schema) {
        this(session, new Captures(session, schema), Map.of(), CaptureFacts.NONE);
    }

    private SourceTables(Session session, Captures captures, Map<TableName, Relation> known, CaptureFacts facts) {
        this.session = session;
        this.captures = captures;
        this.catalog = new Catalog(session);
        this.known = known;
        this.facts = facts;
    }

    /**
     * Reads the catalog of many tables at once, so that to find one of them sends nothing more where triggers watch it. One
     * that is missing, or hidden from this role, is found out by itself.
     */
    public SourceTables knowing(Collection<TableName> names) {
        Map<TableName, Relation> found = catalog.find(names);
        return new SourceTables(session, captures, found, captures.facts(found.values()));
    }

    /**
     * Returns the shadow tables of those that are captured, by the tables' names. Whether a capture holds is not looked at; one
     * that lacks a table altogether is left out.
     */
    public Map<TableName, TableName> shadows(Collection<TableName> names) {
        return names.isEmpty() ? Map.of() : captures.shadows(List.copyOf(names));
    }

    /**
     * Returns a table that can be read the way that its entry says.
     *
     * @throws Failure of the family SOURCE if it is missing, or cannot be read so
     */
    public SourceTable find(TableName name, CaptureSettings settings) {
        Relation base = Optional.ofNullable(known.get(name)).orElseGet(() -> captures.require(name));
        boolean isKnown = facts.know(base);
        return settings.method() instanceof Triggers
                ? Captures.of(base, settings.key(), isKnown ? facts : captures.facts(List.of(base)))
                : watched(base, settings, isKnown ? facts.partitions(base) : CaptureFacts.partitions(session, base));
    }

    private WatchedTable watched(Relation base, CaptureSettings settings, List<Partition> partitions) {
        if (base.kind() == RelationKind.OTHER || base.traits().temporary()) {
            throw new Failure(Family.SOURCE, base.name() + " is not a table or view that others can read")
                    .hint("Take it out of the configuration.");
        }
        Captures.refuseRowSecurity(base);
        RowKey key = key(base, settings.key());
        if (settings.method() instanceof Watermark watermark) {
            if (key.key().isNone()) {
                throw new Failure(Family.SOURCE, base.name() + " has no key, so its changed rows have no names")
                        .hint("Say key: [COLUMN, …] at the table's entry in the configuration, if some columns tell its"
                                + " rows apart; or 'capture: snapshot', which needs none.");
            }
            new WatermarkColumns(session, base, watermark);
        }
        return new WatchedTable(
                base.keyedBy(key.key()), key, partitions, settings.method(), definition(base, settings));
    }

    /** Digests of all rows show another definition by themselves. */
    private List<String> definition(Relation base, CaptureSettings settings) {
        if (!(settings.method() instanceof Watermark)) {
            return List.of();
        }
        return switch (base.kind()) {
            case VIEW -> new Functions(session).ofView(base.oid());
            case FOREIGN_TABLE -> foreignOptions(base.oid());
            default -> List.of();
        };
    }

    /** Returns by which table of which server a foreign table is filled; other options do not tell. */
    private List<String> foreignOptions(long oid) {
        return session.query("""
                select o.option from pg_foreign_table t join pg_foreign_server s on s.oid = t.ftserver
                cross join lateral (
                    select 'table ' || unnest(t.ftoptions) union all select 'server ' || unnest(s.srvoptions)) as o (option)
                where t.ftrelid = ?::oid and o.option !~ '^(table|server) (fetch_size|batch_size|use_remote_estimate|fdw_.*|'
                    'extensions|async_capable|updatable|truncatable|analyze_sampling|keep_connections|parallel_.*)='
                order by o.option""", row -> row.text("option"), oid);
    }

    /** Returns a table as all of it is read, whether its changes are captured by now or not. */
    public SourceTable whole(Relation base, CaptureSettings settings) {
        RowKey key = key(base, settings.key());
        return new WatchedTable(base.keyedBy(key.key()), key, List.of(), CaptureMethod.WHOLE, List.of());
    }

    /**
     * Returns what a table's rows are known by: the key that is told, or else its own. A primary key comes first among
     * the unique indexes; a view has none.
     *
     * @throws Failure of the family SOURCE if the told key is of columns that are not there or cannot be compared
     */
    public RowKey key(Relation base, Optional<Key> asked) {
        Optional<KeyIndex> index =
                asked.map(base::keyOn).orElseGet(() -> base.keys().stream().findFirst());
        Key key = asked.or(() -> index.map(KeyIndex::key)).orElse(Key.NONE);
        List<Equality> equalities = KeyColumns.equalities(catalog, base, key);
        // The index of a parent does not cover the rows of its children.
        boolean unique = index.isPresent() && !base.traits().inherits();
        return new RowKey(key, equalities, unique || key.isNone(), index.isPresent());
    }
}
