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
import org.rowferry.schema.TableName;

/** The rules, triggers and special columns of some tables, read by as many queries as for one. */
final class TableFacts {
    /** Read of no table. */
    static final TableFacts NONE = new TableFacts(Set.of(), Map.of(), Map.of(), Map.of());

    private final Set<Long> read;
    private final Map<Long, List<Identifier>> rules;
    private final Map<Long, List<Trigger>> triggers;
    private final Map<Long, Special> columns;

    private TableFacts(
            Set<Long> read,
            Map<Long, List<Identifier>> rules,
            Map<Long, List<Trigger>> triggers,
            Map<Long, Special> columns) {
        this.read = read;
        this.rules = rules;
        this.triggers = triggers;
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

    static TableFacts read(Session session, Collection<Long> tables) {
        Long[] oids = tables.toArray(Long[]::new);
        return new TableFacts(
                new HashSet<>(tables), rules(session, oids), triggers(session, oids), columns(session, oids));
    }

    private static Map<Long, List<Identifier>> rules(Session session, Long[] oids) {
        Map<Long, List<Identifier>> rules = new HashMap<>();
        session.query(
                """
                select r.ev_class::bigint as table, r.rulename from pg_rewrite r
                where r.ev_class = any (?::oid[]) and r.ev_type <> '1' and r.ev_enabled in ('O', 'A')
                order by r.rulename""",
                row -> rules.computeIfAbsent(row.number("table"), table -> new ArrayList<>())
                        .add(new Identifier(row.text("rulename"))),
                (Object) oids);
        return rules;
    }

    private static Map<Long, List<Trigger>> triggers(Session session, Long[] oids) {
        Map<Long, List<Trigger>> triggers = new HashMap<>();
        session.query(
                """
                with recursive tree (top, oid, level) as (
                    select t, t, 0 from unnest(?::oid[]) as t
                    union all
                    select t.top, i.inhrelid, t.level + 1 from tree t join pg_inherits i on i.inhparent = t.oid)
                select tree.top::bigint as top, n.nspname, c.relname, t.tgname, t.tgenabled, (t.tgtype & 3) = 3 as before_row
                from tree join pg_class c on c.oid = tree.oid join pg_namespace n on n.oid = c.relnamespace
                join pg_trigger t on t.tgrelid = c.oid
                -- Before PostgreSQL 15 a partition's copy of its parent's trigger counts as internal.
                where (not t.tgisinternal or (t.tgparentid <> 0 and t.tgconstraint = 0)) and t.tgname not like 'rowferry\\_%'
                order by tree.level, n.nspname, c.relname, t.tgname""",
                row -> triggers.computeIfAbsent(row.number("top"), table -> new ArrayList<>())
                        .add(new Trigger(
                                TableName.of(row.text("nspname"), row.text("relname")),
                                new Identifier(row.text("tgname")),
                                Trigger.State.of(row.text("tgenabled")),
                                row.flag("before_row"))),
                (Object) oids);
        return triggers;
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

    List<Identifier> rules(long oid) {
        return rules.getOrDefault(oid, List.of());
    }

    List<Trigger> triggers(long oid) {
        return triggers.getOrDefault(oid, List.of());
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
