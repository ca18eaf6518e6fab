package org.rowferry.ddl;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.Equality;
import org.rowferry.catalog.KeyIndex;
import org.rowferry.catalog.Relation;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.TableName;

/** Some tables of a source with the keys that they most likely have, read by as many queries as for one. */
final class SourceFacts {
    /** Read of no table. */
    static final SourceFacts NONE = new SourceFacts(Map.of(), Map.of(), Map.of(), Map.of());

    private final Map<TableName, Relation> relations;
    private final Map<Long, Key> keys;
    private final Map<Long, List<Equality>> equalities;
    private final Map<Long, Map<Identifier, ShadowColumn>> columns;

    private SourceFacts(
            Map<TableName, Relation> relations,
            Map<Long, Key> keys,
            Map<Long, List<Equality>> equalities,
            Map<Long, Map<Identifier, ShadowColumn>> columns) {
        this.relations = relations;
        this.keys = keys;
        this.equalities = equalities;
        this.columns = columns;
    }

    /** Reads tables of which some may be missing; {@code told} has the keys that the operator says they have. */
    static SourceFacts read(Session session, Collection<TableName> names, Function<TableName, Optional<Key>> told) {
        Catalog catalog = new Catalog(session);
        Map<TableName, Relation> relations = catalog.find(names);
        Map<Long, Key> keys = new HashMap<>();
        relations.forEach((name, base) -> told.apply(name)
                .filter(key -> !key.isNone())
                .or(() -> base.keys().stream().map(KeyIndex::key).findFirst())
                .ifPresent(key -> keys.put(base.oid(), key)));
        Long[] oids = relations.values().stream().map(Relation::oid).toArray(Long[]::new);
        return new SourceFacts(relations, keys, catalog.equalities(keys), columns(session, oids));
    }

    /** Reads the columns of one table. */
    static Map<Identifier, ShadowColumn> columns(Session session, long oid) {
        return columns(session, new Long[] {oid}).getOrDefault(oid, Map.of());
    }

    private static Map<Long, Map<Identifier, ShadowColumn>> columns(Session session, Long[] oids) {
        Map<Long, Map<Identifier, ShadowColumn>> columns = new HashMap<>();
        session.query(
                """
                with recursive below (oid, name, type, typmod, coll) as (
                    select a.attrelid, a.attname, a.atttypid, a.atttypmod, a.attcollation
                    from pg_attribute a where a.attrelid = any (?::oid[]) and a.attnum > 0 and not a.attisdropped
                    union all
                    select b.oid, b.name, t.typbasetype, t.typtypmod, b.coll
                    from below b join pg_type t on t.oid = b.type and t.typtype = 'd')
                select b.oid::bigint as table, b.name, format_type(b.type, b.typmod) as type,
                    case when t.typarray <> 0 and (t.typelem = 0 or t.typlen > 0) then t.typlen end as length,
                    case when b.coll <> t.typcollation then format('%I.%I', n.nspname, c.collname) end as used_collation
                from below b join pg_type t on t.oid = b.type and t.typtype <> 'd'
                left join pg_collation c on c.oid = b.coll left join pg_namespace n on n.oid = c.collnamespace""",
                row -> columns.computeIfAbsent(row.number("table"), table -> new HashMap<>())
                        .put(
                                new Identifier(row.text("name")),
                                new ShadowColumn(
                                        new Identifier(row.text("name")),
                                        row.text("type"),
                                        row.optionalText("used_collation"),
                                        row.optionalText("length")
                                                .map(Integer::valueOf)
                                                .map(ShadowColumn.Arrays::of))),
                (Object) oids);
        return columns;
    }

    Optional<Relation> relation(TableName name) {
        return Optional.ofNullable(relations.get(name));
    }

    /** Returns by which operators the values of a key are equal, where that was read. */
    Optional<List<Equality>> equalities(Relation base, Key key) {
        return key.equals(keys.get(base.oid()))
                ? Optional.of(equalities.getOrDefault(base.oid(), List.of()))
                : Optional.empty();
    }

    /** Returns the columns of a table, each as a key has it, where they were read. */
    Optional<Map<Identifier, ShadowColumn>> columns(Relation base) {
        return Optional.ofNullable(columns.get(base.oid()));
    }
}
