create or replace function {{schema}}.beyond_columns(
    foreign_tables text[], remotes text[], from_server name, keeps_defaults boolean, keeps_generated boolean
)
returns table (foreign_table text, fault text, mend text)
language sql
stable
as {{quote}}
    -- Purpose:   Names all that foreign tables have beside columns. A source that lies about the type of a column can
    --            have an import add it, and it would be evaluated with the rights of each role that reads or writes the
    --            table.
    -- Reads:     The catalog. "remotes" holds the source's table of each foreign table, null where any will do.
    -- Writes:    Nothing.
    -- Called by: rowferry generate fdw target; rowferry generate fdw mirror; rowferry sync.
    select c.called, u.fault, u.mend
    from (
        select c.oid, c.relkind, c.relowner, n.remote, t.ftoptions, s.srvname, c.oid::regclass::text as called,
            format('alter foreign table %s ', c.oid::regclass) as alter_it,
            case c.relkind
                when 'f' then format('drop foreign table %s;', c.oid::regclass)
                else format('alter table %s rename to %I;', c.oid::regclass, left(c.relname, 40) || ' of before')
            end as drop_it
        from unnest(foreign_tables, remotes) as n (name, remote)
        join pg_class as c on c.oid = to_regclass(n.name)
        left join pg_foreign_table as t on t.ftrelid = c.oid
        left join pg_foreign_server as s on s.oid = t.ftserver
    ) as c
    cross join lateral (
        select coalesce('is of the server ' || quote_ident(c.srvname), 'is no foreign table'), c.drop_it
        where c.srvname is distinct from from_server
        union all
        select format('belongs to %I', pg_get_userbyid(c.relowner)),
            format('%sowner to %I;', c.alter_it, pg_get_userbyid(o.nspowner))
        from pg_namespace as o
        where o.oid = to_regnamespace({{schemaLiteral}}) and c.relowner <> to_regrole(quote_ident(current_user))
            and not pg_has_role(c.relowner, o.nspowner, 'member')
        union all
        select 'reads ' || r.name,
            format('%soptions (set schema_name %L, set table_name %L);', c.alter_it, w.name[1], w.name[2])
        from (
            select string_agg(quote_ident(p.option_value), '.' order by p.option_name)
            from pg_options_to_table(c.ftoptions) as p
            where p.option_name in ('schema_name', 'table_name')
        ) as r (name)
        cross join (select parse_ident(c.remote)) as w (name)
        where c.srvname = from_server and r.name is distinct from coalesce(c.remote, r.name)
        union all
        select format('has a default for the column %I', a.attname),
            format('%salter column %I drop default;', c.alter_it, a.attname)
        from pg_attribute as a
        where a.attrelid = c.oid and a.atthasdef and a.attgenerated = '' and not keeps_defaults
        union all
        select format('computes the column %I', a.attname),
            case a.attgenerated
                when 's' then format('%salter column %I drop expression;', c.alter_it, a.attname)
                else c.drop_it
            end
        from pg_attribute as a
        where a.attrelid = c.oid and a.attgenerated <> '' and not (keeps_generated and a.attgenerated = 's')
        union all
        select format('has the identity column %I', a.attname),
            format('%salter column %I drop identity;', c.alter_it, a.attname)
        from pg_attribute as a
        where a.attrelid = c.oid and a.attidentity <> ''
        union all
        -- Whoever owns a domain chooses the code that each value runs.
        select format('has the column %I of a type of %I', a.attname, pg_get_userbyid(y.typowner)), c.drop_it
        from pg_attribute as a
        join pg_type as y on y.oid = a.atttypid
        join pg_namespace as o on o.oid = to_regnamespace({{schemaLiteral}})
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and y.typowner <> c.relowner
            and not pg_has_role(y.typowner, o.nspowner, 'member')
        union all
        select format('has the constraint %I', o.conname), format('%sdrop constraint %I;', c.alter_it, o.conname)
        from pg_constraint as o
        where o.conrelid = c.oid and o.contype not in ('n', 't')
        union all
        select format('has the trigger %I', g.tgname), format('drop trigger %I on %s;', g.tgname, c.called)
        from pg_trigger as g
        where g.tgrelid = c.oid and not g.tgisinternal
        union all
        select 'is a child of ' || i.inhparent::regclass, c.drop_it
        from pg_inherits as i
        where i.inhrelid = c.oid
        union all
        select 'is the parent of ' || i.inhrelid::regclass,
            format('alter table %s no inherit %s;', i.inhrelid::regclass, c.called)
        from pg_inherits as i
        where i.inhparent = c.oid
    ) as u (fault, mend)
    where c.relkind = 'f' or u.fault = 'is no foreign table'
{{quote}};
