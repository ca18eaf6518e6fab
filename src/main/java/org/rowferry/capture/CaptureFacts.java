package org.rowferry.capture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.Equality;
import org.rowferry.catalog.Relation;
import org.rowferry.catalog.RelationKind;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.TableName;

/** The registry's rows of some tables, and the catalog's that their capture depends on, read by as many queries as for one. */
final class CaptureFacts {
    /** Read of no table. */
    static final CaptureFacts NONE = new CaptureFacts(Set.of(), Map.of(), Map.of(), Map.of(), Set.of());

    private final Set<Long> read;
    private final Map<Long, Registered> registered;
    private final Map<Long, List<Partition>> partitions;
    private final Map<Long, List<Equality>> equalities;
    private final Set<Long> indexed;

    CaptureFacts(
            Set<Long> read,
            Map<Long, Registered> registered,
            Map<Long, List<Partition>> partitions,
            Map<Long, List<Equality>> equalities,
            Set<Long> indexed) {
        this.read = read;
        this.registered = registered;
        this.partitions = partitions;
        this.equalities = equalities;
        this.indexed = indexed;
    }

    /**
     * A row of the registry, with what depends on it.
     *
     * @param inArrays whether its shadow table has a column for arrays of keys
     * @param fault why changes of the table may be missing; what follows was then not read
     * @param triggers the rows in the catalog of its triggers: VACUUM leaves the transaction of a row as it is, be it FREEZE
     *     or FULL, and renaming the table does not touch the rows
     * @param altered the rows in the catalog of functions and shadow table, where they are not those that our scripts left
     */
    record Registered(
            TableName shadow,
            boolean inArrays,
            Key key,
            UUID id,
            long purgedTo,
            Optional<String> fault,
            List<String> triggers,
            List<String> altered,
            List<ColumnRow> attributes) {}

    /** Reads those of tables that the catalog has. */
    static CaptureFacts read(Session session, Identifier schema, Collection<Relation> bases) {
        Catalog catalog = new Catalog(session);
        Set<Long> oids = new HashSet<>();
        bases.forEach(base -> oids.add(base.oid()));
        Map<Long, Registered> registered = registered(session, schema, oids);
        Map<Long, Key> keys = new HashMap<>();
        Map<Long, Key> unvouched = new HashMap<>();
        for (Relation base : bases) {
            Optional.ofNullable(registered.get(base.oid())).map(Registered::key).ifPresent(key -> {
                keys.put(base.oid(), key);
                if (base.keyOn(key).isEmpty()) {
                    unvouched.put(base.oid(), key);
                }
            });
        }
        return new CaptureFacts(
                oids,
                registered,
                partitions(session, bases),
                keys.isEmpty() ? Map.of() : catalog.equalities(keys),
                unvouched.isEmpty() ? Set.of() : catalog.indexed(unvouched));
    }

    /** Asks the function {@code capture_fault}, as {@code generate exporter} does, so that both agree on what holds. */
    private static Map<Long, Registered> registered(Session session, Identifier schema, Set<Long> oids) {
        Map<Long, Registered> registered = new HashMap<>();
        session.query(
                String.format(Locale.ROOT, """
                select c.table_oid::bigint as table, c.shadow_name, c.key_columns, c.id,
                    coalesce(c.purged_to::text, '0') as purged_to, f.fault,
                    exists (
                        select from pg_attribute a
                        where a.attrelid = to_regclass(format('%%I.%%I', ?::text, c.shadow_name))
                            and a.attname = 'k1s' and not a.attisdropped) as in_arrays,
                    array(
                        select t.oid || ':' || t.xmin from pg_trigger t
                        where t.tgrelid = any (array[c.table_oid, to_regclass(format('%%I.%%I', ?::text, c.shadow_name))])
                            and not t.tgisinternal and t.tgname like 'rowferry\\_%%' and t.tgname <> 'rowferry_no_child'
                        order by t.oid) as triggers,
                    case when f.fault is null then %1$s.capture_altered(c.traces, c.shadow_name) end as altered,
                    case when f.fault is null then %1$s.column_witness(c.table_oid) end as attributes
                from %1$s.capture c
                cross join lateral (select %1$s.capture_fault(c.table_oid) as fault offset 0) as f
                where c.table_oid = any (?::oid[])""", schema),
                row -> registered.put(row.number("table"), registered(schema, row)),
                schema.name(),
                schema.name(),
                oids.toArray(Long[]::new));
        return registered;
    }

    private static Registered registered(Identifier schema, Row row) {
        return new Registered(
                new TableName(schema, new Identifier(row.text("shadow_name"))),
                row.flag("in_arrays"),
                new Key(row.texts("key_columns").stream().map(Identifier::new).toList()),
                UUID.fromString(row.text("id")),
                Long.parseLong(row.text("purged_to")),
                row.optionalText("fault"),
                row.texts("triggers"),
                row.texts("altered"),
                row.texts("attributes").stream().map(ColumnRow::parse).toList());
    }

    /** Returns the partitions of a table, whether anything of Rowferry's is there or not. */
    static List<Partition> partitions(Session session, Relation base) {
        return partitions(session, List.of(base)).getOrDefault(base.oid(), List.of());
    }

    /** Returns the leaves: what is between them and the root holds no rows. */
    private static Map<Long, List<Partition>> partitions(Session session, Collection<Relation> bases) {
        Long[] roots = bases.stream()
                .filter(base -> base.kind() == RelationKind.PARTITIONED_TABLE)
                .map(Relation::oid)
                .toArray(Long[]::new);
        Map<Long, List<Partition>> partitions = new HashMap<>();
        if (roots.length > 0) {
            session.query(
                    """
                    select r.oid::bigint as root, c.oid::bigint as oid, c.relfilenode::bigint as file_node,
                        (select coalesce(string_agg(t.oid || ':' || t.xmin, ' ' order by t.oid), '') from pg_trigger t
                        where t.tgrelid = c.oid and t.tgname like 'rowferry\\_%') as triggers
                    from unnest(?::oid[]) as r (oid)
                    cross join lateral pg_partition_tree(r.oid) as p join pg_class c on c.oid = p.relid
                    where p.isleaf order by c.oid""",
                    row -> partitions
                            .computeIfAbsent(row.number("root"), root -> new ArrayList<>())
                            .add(new Partition(row.number("oid"), row.number("file_node"), row.text("triggers"))),
                    (Object) roots);
        }
        return partitions;
    }

    /** Returns whether a table is among those that were read. */
    boolean know(Relation base) {
        return read.contains(base.oid());
    }

    Optional<Registered> registered(Relation base) {
        return Optional.ofNullable(registered.get(base.oid()));
    }

    List<Partition> partitions(Relation base) {
        return partitions.getOrDefault(base.oid(), List.of());
    }

    /** Returns the equality of each column of the key that a table was captured by; one whose type has none is left out. */
    List<Equality> equalities(Relation base) {
        return equalities.getOrDefault(base.oid(), List.of());
    }

    /** Returns whether an index finds rows by a column of that key, though none vouches for it. */
    boolean isIndexed(Relation base) {
        return indexed.contains(base.oid());
    }
}
