package org.rowferry.apply;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rowferry.apply.IndexFacts.Constraint;
import org.rowferry.apply.IndexFacts.Tie;
import org.rowferry.apply.LateIndexPlan.Indexed;
import org.rowferry.apply.LateIndexPlan.Obstacle;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** Reads the facts that decide whether indexes are dropped before rows come, and whether they are what they were before. */
final class IndexCatalog {
    private final Session session;

    IndexCatalog(Session session) {
        this.session = session;
    }

    /** Returns the facts of some tables, known by their oids, among all that are written. */
    Map<Long, Indexed> facts(Collection<Intake> some, Collection<Intake> all) {
        Map<Long, Set<Obstacle>> obstacles = obstacles(some, all);
        Map<Long, List<IndexFacts>> indexes = new HashMap<>();
        obstacles.keySet().forEach(table -> indexes.put(table, new ArrayList<>()));
        session.query(
                """
                select i.indrelid::bigint as relation, n.nspname, c.relname, pg_get_indexdef(c.oid) as definition, k.conname,
                    case k.contype when 'p' then 'primary key' else 'unique' end as kind,
                    concat_ws(' ', case when k.condeferrable then 'deferrable' end,
                        case when k.condeferred then 'initially deferred' end) as timing,
                    array_remove(array[
                        case when not (i.indisvalid and i.indisready and i.indislive) then 'INVALID' end,
                        case when exists (select from pg_inherits h where h.inhrelid = c.oid)
                            or k.coninhcount > 0 or k.conparentid <> 0 then 'INHERITED' end,
                        -- A deferrable constraint has a trigger of its own.
                        case when exists (select from pg_depend d where d.refobjid in (c.oid, k.oid)
                                and d.refclassid in ('pg_class'::regclass, 'pg_constraint'::regclass) and d.objid <> c.oid
                                and not (d.classid = 'pg_trigger'::regclass and d.deptype = 'i')) then 'NEEDED' end,
                        case when i.indisreplident or i.indisclustered
                            or exists (select from pg_description d where d.objoid in (c.oid, k.oid)
                                and d.classoid in ('pg_class'::regclass, 'pg_constraint'::regclass))
                            or exists (select from pg_seclabel l where l.objoid = c.oid and l.classoid = 'pg_class'::regclass)
                            or exists (select from pg_attribute a where a.attrelid = c.oid
                                and (a.attstattarget >= 0 or a.attoptions is not null))
                            or exists (select from pg_depend d where d.objid in (c.oid, k.oid)
                                and d.classid in ('pg_class'::regclass, 'pg_constraint'::regclass)
                                and d.deptype in ('e', 'x')) then 'MARKED' end,
                        case when c.reltablespace <> 0 then 'TABLESPACE' end,
                        case when i.indisexclusion then 'EXCLUSION' end,
                        case when c.relam >= 16384 or exists (select from unnest(i.indclass) as o (oid) where o.oid >= 16384)
                            or exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid
                                and d.refclassid in ('pg_proc'::regclass, 'pg_operator'::regclass)
                                and d.refobjid >= 16384) then 'CODE' end], null) as ties
                from pg_index i
                join pg_class c on c.oid = i.indexrelid
                join pg_namespace n on n.oid = c.relnamespace
                left join pg_constraint k on k.conindid = c.oid and k.conrelid = i.indrelid and k.contype in ('p', 'u', 'x')
                where i.indrelid = any (?::text[]::oid[])
                order by i.indisprimary desc, c.oid""",
                row -> indexes.getOrDefault(row.number("relation"), List.of()).add(index(row)),
                (Object) oids(some));
        Map<Long, Indexed> facts = new HashMap<>();
        indexes.forEach((table, known) ->
                facts.put(table, new Indexed(obstacles.getOrDefault(table, Set.of()), known)));
        return facts;
    }

    private static IndexFacts index(Row row) {
        Set<Tie> ties = EnumSet.noneOf(Tie.class);
        row.texts("ties").forEach(tie -> ties.add(Tie.valueOf(tie)));
        return new IndexFacts(
                TableName.of(row.text("nspname"), row.text("relname")),
                row.text("definition"),
                row.optionalText("conname")
                        .map(name -> new Constraint(new Identifier(name), row.text("kind"), row.text("timing"))),
                ties);
    }

    private Map<Long, Set<Obstacle>> obstacles(Collection<Intake> some, Collection<Intake> all) {
        Map<Long, Set<Obstacle>> obstacles = new HashMap<>();
        session.query(
                """
                select c.oid::bigint as relation, array_remove(array[
                    case when not (pg_has_role(r.oid, c.relowner, 'usage')
                        and has_schema_privilege(r.oid, c.relnamespace, 'create')) then 'RIGHTS' end,
                    case when c.relkind <> 'r' or c.relispartition or c.relhassubclass
                        or exists (select from pg_inherits h where h.inhrelid = c.oid) then 'FAMILY' end,
                    case when e.code then 'CODE' end,
                    case when e.fires then 'EVENT_TRIGGER' end,
                    case when current_setting('default_tablespace') <> '' or current_setting('temp_file_limit') <> '-1'
                        then 'SETTINGS' end], null) as obstacles
                from rows from (unnest(?::text[]::oid[]), unnest(?::text[]::boolean[])) as t (oid, as_owner)
                join pg_class c on c.oid = t.oid
                join pg_roles r on case when t.as_owner then r.oid = c.relowner else r.rolname = current_user end
                cross join (select
                    exists (select from pg_trigger g where g.tgrelid = any (w.tables) and not g.tgisinternal
                        and g.tgenabled in ('O', 'A'))
                    or exists (select from pg_depend d where d.refclassid in ('pg_proc'::regclass, 'pg_operator'::regclass)
                        and d.refobjid >= 16384
                        and (d.classid = 'pg_constraint'::regclass
                                and d.objid in (select k.oid from pg_constraint k where k.conrelid = any (w.tables))
                            or d.classid = 'pg_attrdef'::regclass
                                and d.objid in (select a.oid from pg_attrdef a where a.adrelid = any (w.tables)))) as code,
                    exists (select from pg_event_trigger v where v.evtenabled in ('O', 'A')) as fires
                    from (select ?::text[]::oid[] as tables) as w) as e""",
                row -> {
                    Set<Obstacle> found = EnumSet.noneOf(Obstacle.class);
                    row.texts("obstacles").forEach(obstacle -> found.add(Obstacle.valueOf(obstacle)));
                    return obstacles.put(row.number("relation"), found);
                },
                oids(some),
                some.stream()
                        .map(intake -> String.valueOf(intake.access().owner().isPresent()))
                        .toArray(String[]::new),
                oids(all));
        return obstacles;
    }

    private static String[] oids(Collection<Intake> intakes) {
        return intakes.stream().map(intake -> String.valueOf(intake.oid())).toArray(String[]::new);
    }

    /**
     * Returns all that the catalog says of a table's indexes and constraints, but for what is new with each index, and for trees of
     * expressions, which say where in a statement each part stood; definitions have them as text.
     */
    String described(Intake intake) {
        return session.one("""
                select string_agg(facts::text, e'\\n' order by facts::text) as described
                from (
                    select to_jsonb(i) - array['indexrelid', 'indcheckxmin', 'indexprs', 'indpred'] || jsonb_build_object(
                        'name', c.relname, 'schema', c.relnamespace, 'owner', c.relowner, 'method', c.relam,
                        'tablespace', c.reltablespace, 'options', c.reloptions, 'persistence', c.relpersistence,
                        'definition', pg_get_indexdef(c.oid), 'comment', obj_description(c.oid, 'pg_class'),
                        'columns', (select jsonb_agg(to_jsonb(a) - 'attrelid' order by a.attnum)
                            from pg_attribute a where a.attrelid = c.oid)) as facts
                    from pg_index i
                    join pg_class c on c.oid = i.indexrelid
                    where i.indrelid = t.oid
                    union all
                    select to_jsonb(k) - array['oid', 'conindid'] || jsonb_build_object(
                        'definition', pg_get_constraintdef(k.oid), 'comment', obj_description(k.oid, 'pg_constraint'))
                    from pg_constraint k
                    where k.conrelid = t.oid
                    union all
                    select jsonb_build_object('identity', c.relreplident, 'not null', array(select a.attname
                        from pg_attribute a where a.attrelid = c.oid and a.attnotnull and a.attnum > 0 order by a.attnum))
                    from pg_class c
                    where c.oid = t.oid
                ) as f""".replace("t.oid", intake.oid() + "::oid"), row -> row.text("described"));
    }
}
