create or replace function {{schema}}.own_tables()
returns oid[]
language sql
stable
set search_path = pg_catalog, pg_temp
as {{quote}}
    -- Purpose:   returns the oids of the tables with the identity of this source and its exports; a restored dump has
    --            new ones.
    -- Reads:     pg_class
    -- Writes:    nothing
    -- Called by: {{schemaComment}}.is_restored(), rowferry generate tracking
    select array_agg(c.oid order by c.relname)
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = {{ownSchemaName}}
        and c.relname in ('capture', 'export_bundle', 'export_target', 'export_tracking', 'incarnation');
{{quote}};

create or replace function {{schema}}.is_restored()
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as {{quote}}
    -- Purpose:   tells whether this schema was restored from a dump since its incarnation began: then it knows less
    --            than was exported.
    -- Reads:     {{schemaComment}}.incarnation, {{schemaComment}}.export_target, {{schemaComment}}.export_bundle,
    --            {{schemaComment}}.export_tracking, pg_class
    -- Writes:    nothing
    -- Called by: {{schemaComment}}.identity_fault(), rowferry generate tracking; a link's role may not read all of it

    -- Tables that were dropped and made again have other oids. If they were emptied and filled again, the transaction
    -- that wrote a row differs from the one stored in it. VACUUM, also with FREEZE or FULL, does not change it. A row
    -- alone may have been put back by hand.
    select coalesce(
        i.own_tables <> {{schema}}.own_tables()
            or (
                i.row_xid <> i.xmin
                and (
                    i.file_node <> c.relfilenode
                    or exists (
                        select
                        from {{schema}}.export_target as t
                        where strpos(t.target, '/') = 0 and t.row_xid <> t.xmin
                    )
                )
            ),
        false
    ) or exists (
        -- The rows of one target alone: what says its last number, and what is known of its bundles. Or they contradict
        -- each other, since not all of them were put back.
        select
        from {{schema}}.export_target as t
        left join lateral (
            select bool_or(n.row_xid <> n.xmin) as put_back, max(n.number) as number
            from (
                select b.row_xid, b.xmin, b.number from {{schema}}.export_bundle as b where b.target = t.target
                union all
                select r.row_xid, r.xmin, r.number from {{schema}}.export_tracking as r where r.target = t.target
            ) as n
        ) as noted on true
        where strpos(t.target, '/') = 0
            and ((t.row_xid <> t.xmin and noted.put_back) or noted.number > t.last_number)
    )
    from {{schema}}.incarnation as i
    join pg_class as c on c.oid = i.tableoid
    where i.own_tables is not null
    order by i.ordinal desc
    limit 1;
{{quote}};

-- It runs with the owner's rights, for the exporter's role and the reader roles.
revoke all on function {{schema}}.is_restored() from public;
do {{quote}}
declare
    allowed record;
begin
    for allowed in
        select distinct g.grantee::regrole as role
        from pg_class as c
        cross join aclexplode(c.relacl) as g
        where c.relnamespace = to_regnamespace({{schemaLiteral}}) and c.relname in ('export_tracking', 'link_applied')
            and g.privilege_type = 'INSERT' and g.grantee not in (0, c.relowner)
    loop
        execute format('grant execute on function %I.is_restored() to %s', {{ownSchemaName}}, allowed.role);
    end loop;
end
{{quote}};
