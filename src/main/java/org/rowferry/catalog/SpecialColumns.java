package org.rowferry.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;

/** The columns of some tables that are not plain, read by one query. */
final class SpecialColumns {
    /** Read of no table. */
    static final SpecialColumns NONE = new SpecialColumns(Set.of(), Map.of());

    private final Set<Long> read;
    private final Map<Long, Special> columns;

    private SpecialColumns(Set<Long> read, Map<Long, Special> columns) {
        this.read = read;
        this.columns = columns;
    }

    /** The columns of one table that are not plain. */
    private record Special(
            Map<Identifier, Boolean> generated,
            Set<Identifier> identities,
            Set<Identifier> takingNoNull,
            List<Identifier> unfilled) {
        Special() {
            this(new LinkedHashMap<>(), new LinkedHashSet<>(), new LinkedHashSet<>(), new ArrayList<>());
        }

        boolean add(Row row) {
            Identifier name = new Identifier(row.text("attname"));
            if (row.flag("generated")) {
                generated.put(name, row.flag("stored"));
            }
            if (row.flag("identity")) {
                identities.add(name);
            }
            if (row.flag("takes_no_null")) {
                takingNoNull.add(name);
            }
            return row.flag("unfilled") && unfilled.add(name);
        }
    }

    static SpecialColumns read(Session session, Collection<Long> tables) {
        return new SpecialColumns(new HashSet<>(tables), columns(session, tables.toArray(Long[]::new)));
    }

    private static Map<Long, Special> columns(Session session, Long[] oids) {
        Map<Long, Special> columns = new HashMap<>();
        session.query(
                """
                -- A domain over one that takes no null takes none either, and does not say so itself.
                with recursive level (domain, base, takes_no_null) as (
                    select t.oid, t.typbasetype, t.typnotnull from pg_type t
                    where t.typtype = 'd'
                        and t.oid in (select a.atttypid from pg_attribute a where a.attrelid = any (?::oid[]) and a.attnum > 0)
                    union all
                    select l.domain, t.typbasetype, t.typnotnull
                    from level l join pg_type t on t.oid = l.base and t.typtype = 'd')
                select a.attrelid::bigint as table, a.attname, a.attgenerated <> '' as generated, a.attgenerated = 's' as stored,
                    a.attidentity = 'a' as identity, n.takes_no_null,
                    n.takes_no_null and not a.atthasdef and a.attidentity = '' and t.typdefault is null as unfilled
                from pg_attribute a join pg_type t on t.oid = a.atttypid
                cross join lateral (
                    select a.attnotnull or exists (
                        select from level l where l.domain = a.atttypid and l.takes_no_null) as takes_no_null) as n
                where a.attrelid = any (?::oid[]) and a.attnum > 0 and not a.attisdropped
                    and (a.attgenerated <> '' or a.attidentity = 'a' or n.takes_no_null)
                order by a.attrelid, a.attnum""",
                row -> columns.computeIfAbsent(row.number("table"), table -> new Special())
                        .add(row),
                (Object) oids,
                (Object) oids);
        return columns;
    }

    /** Returns whether a table is among those that were read. */
    boolean know(long oid) {
        return read.contains(oid);
    }

    Map<Identifier, Boolean> generated(long oid) {
        return columns.getOrDefault(oid, new Special()).generated();
    }

    Set<Identifier> identities(long oid) {
        return columns.getOrDefault(oid, new Special()).identities();
    }

    Set<Identifier> takingNoNull(long oid) {
        return columns.getOrDefault(oid, new Special()).takingNoNull();
    }

    List<Identifier> unfilled(long oid) {
        return columns.getOrDefault(oid, new Special()).unfilled();
    }
}
