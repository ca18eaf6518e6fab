package org.rowferry.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** The rules and triggers of some tables, which may change the rows that are written, read by as many queries as for one. */
final class Rewriters {
    /** Read of no table. */
    static final Rewriters NONE = new Rewriters(Set.of(), Map.of(), Map.of());

    private final Set<Long> read;
    private final Map<Long, List<Identifier>> rules;
    private final Map<Long, List<Trigger>> triggers;

    private Rewriters(Set<Long> read, Map<Long, List<Identifier>> rules, Map<Long, List<Trigger>> triggers) {
        this.read = read;
        this.rules = rules;
        this.triggers = triggers;
    }

    static Rewriters read(Session session, Collection<Long> tables) {
        Long[] oids = tables.toArray(Long[]::new);
        return new Rewriters(new HashSet<>(tables), rules(session, oids), triggers(session, oids));
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
}
