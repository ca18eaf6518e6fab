package org.rowferry.capture;

import java.util.List;
import org.rowferry.postgres.Session;

/**
 * The functions that decide what an expression or a view makes of a row, each with a digest of its definition.
 *
 * <p>Found are the functions that the server knows the expression to depend on, by name or behind an operator, and the
 * functions that those call: the server knows them for a body between BEGIN ATOMIC and END. Elsewhere it does not say, so
 * every function and operator counts whose name stands in the body, and every cast by a function. PostgreSQL's own are left out: they change
 * with the server alone. The tables that a function reads are not looked at.
 */
final class Functions {
    private static final String NOT_OF_THE_SERVER =
            " not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)";

    /** Objects are pairs of a catalog and an oid, as in pg_depend; {@code begun} has those to begin with. */
    private static final String FOUND =
            """
            , found (class, object) as (
                select class, object from begun
                union
                select next.class, next.object
                from found f
                cross join lateral (
                    select d.refclassid::oid, d.refobjid from pg_depend d
                    where d.classid = f.class and d.objid = f.object and d.deptype in ('n', 'i')
                        and (d.refclassid in ('pg_proc'::regclass, 'pg_operator'::regclass)
                            or d.refclassid = 'pg_class'::regclass and f.class = 'pg_rewrite'::regclass)
                    union all
                    select 'pg_proc'::regclass, o.oprcode::oid from pg_operator o
                    where f.class = 'pg_operator'::regclass and o.oid = f.object
                    union all
                    select 'pg_rewrite'::regclass, r.oid from pg_rewrite r
                    join pg_class v on v.oid = r.ev_class and v.relkind = 'v'
                    where f.class = 'pg_class'::regclass and r.ev_class = f.object
                    union all
                    select 'pg_proc'::regclass, called.oid from pg_proc p
                    join pg_language l on l.oid = p.prolang and l.lanname not in ('internal', 'c')
                    join pg_proc called on called.pronamespace""" + NOT_OF_THE_SERVER + """
                        and case when called.proname ~ '^\\w+$' then p.prosrc ~* ('\\m' || called.proname || '\\M')
                            else strpos(p.prosrc, replace(called.proname, '"', '""')) > 0 end
                    where f.class = 'pg_proc'::regclass and p.oid = f.object
                    union all
                    select 'pg_operator'::regclass, o.oid from pg_proc p
                    join pg_language l on l.oid = p.prolang and l.lanname not in ('internal', 'c')
                    join pg_operator o on strpos(p.prosrc, o.oprname) > 0 and o.oprnamespace""" + NOT_OF_THE_SERVER + """
                    where f.class = 'pg_proc'::regclass and p.oid = f.object
                    union all
                    select 'pg_proc'::regclass, made.oid from pg_proc p
                    join pg_language l on l.oid = p.prolang and l.lanname not in ('internal', 'c')
                    cross join pg_cast c
                    join pg_proc made on made.oid = c.castfunc and made.pronamespace""" + NOT_OF_THE_SERVER + """
                    where f.class = 'pg_proc'::regclass and p.oid = f.object
                ) as next (class, object))
            """;

    private static final String TOLD = """
            select format('%s %s', p.oid::regprocedure, encode(sha256(convert_to(
                case when p.prokind = 'a' then (select a::text from pg_aggregate a where a.aggfnoid = p.oid)
                    else pg_get_functiondef(p.oid) end, 'UTF8')), 'hex')) as function
            from found f join pg_proc p on f.class = 'pg_proc'::regclass and p.oid = f.object
            where p.pronamespace""" + NOT_OF_THE_SERVER + " order by 1";

    private final Session session;

    Functions(Session session) {
        this.session = session;
    }

    /** Returns those of the checks of a table, in the order of their names. */
    List<String> ofChecks(String table) {
        return session.query(
                "with recursive begun (class, object) as (select 'pg_constraint'::regclass::oid, oid from pg_constraint"
                        + " where conrelid = to_regclass(?) and contype = 'c')" + FOUND + TOLD,
                row -> row.text("function"),
                table);
    }

    /** Returns those of a view and of the views that it reads, and the definitions of these. */
    List<String> ofView(long view) {
        return session.query(
                "with recursive begun (class, object) as (select 'pg_class'::regclass::oid, ?::oid)" + FOUND
                        + " (" + TOLD
                        + ") union all (select format('%s %s', f.object::regclass, encode(sha256(convert_to("
                        + "pg_get_viewdef(f.object), 'UTF8')), 'hex')) from found f join pg_class c on c.oid = f.object"
                        + " and c.relkind = 'v' where f.class = 'pg_class'::regclass order by 1)",
                row -> row.text("function"),
                view);
    }
}
