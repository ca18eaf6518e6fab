do {{quote}}
declare
    allowed record;
{{#arrays}}
    stale   regclass;
{{/arrays}}
begin
    if to_regclass({{shadowLiteral}}) is null then
        -- A log, written at its end and purged at its beginning: no key, no unique index, no update, so that writers
        -- never wait for each other. No key at all marks a TRUNCATE.
{{#arrays}}
        -- A row has one key, or as an array many that one statement wrote.
{{/arrays}}
        create table {{shadow}} (
            xid xid8 not null{{#key}},
            {{column}} {{type}}{{collate}}{{#arrays}},
            {{arrayColumn}} {{type}}[]{{collate}}{{/arrays}}{{/key}}
        ) with (
            -- Autovacuum frees purged rows by the next night, however long the log is.
            autovacuum_vacuum_scale_factor = 0.02,
            autovacuum_vacuum_threshold = 10000
        );
        comment on table {{shadow}} is {{shadowNote}};
        -- So that a publication FOR ALL TABLES does not forbid the purge.
        alter table {{shadow}} replica identity full;
        -- A dropped shadow table gets its grants again, although nobody names the roles a second time: the exporter's
        -- roles, and the role of the function.
        for allowed in
            select 'select, delete' as rights, g.grantee::regrole as role
            from pg_class as c
            cross join aclexplode(c.relacl) as g
            where c.oid = to_regclass(format('%I.export_tracking', {{ownSchemaName}}))
                and g.privilege_type = 'DELETE' and g.grantee not in (0, c.relowner)
            union all
            select 'insert', p.proowner::regrole
            from pg_proc as p
            where p.oid = to_regprocedure({{shadowLiteral}} || '()')
        loop
            execute 'grant ' || allowed.rights || ' on ' || {{shadowLiteral}} || ' to ' || allowed.role;
        end loop;
    end if;
    -- The cost of reading a window depends only on its own rows.
    if not exists (
        select
        from pg_index as i
        where i.indrelid = {{shadowLiteral}}::regclass and i.indkey[0] = 1 and i.indisvalid and i.indpred is null
    ) then
        create index on {{shadow}} (xid);
    end if;
{{#arrays}}
    -- The index that a shadow table without arrays had would hold all of them.
    for stale in
        select i.indexrelid::regclass
        from pg_index as i
        where i.indrelid = {{shadowLiteral}}::regclass and i.indkey[0] = 1
            and strpos(pg_get_expr(i.indpred, i.indrelid), {{arrayColumnName}}) = 0
    loop
        execute format('drop index %s', stale);
    end loop;
{{/arrays}}
    -- Whether a window holds a TRUNCATE is known without reading it. No other row costs this index anything.
    if not exists (
        select
        from pg_index as i
        where i.indrelid = {{shadowLiteral}}::regclass and i.indkey[0] = 1 and i.indisvalid and i.indpred is not null
    ) then
        create index on {{shadow}} (xid) where k1 is null{{#arrays}} and {{arrayColumn}} is null{{/arrays}};
    end if;
    -- Capture without a fault has its guard. If capture is made again, the guard is made again too.
    if exists (select from {{schema}}.capture where table_oid = {{regclass}}::regclass) then
        return;
    end if;
    drop trigger if exists rowferry_guard on {{shadow}};
    drop trigger if exists rowferry_no_child on {{shadow}};
    create trigger rowferry_guard
        before update or delete or truncate on {{shadow}}
        for each statement execute function {{schema}}.guard_shadow();
    alter table {{shadow}} enable always trigger rowferry_guard;
end
{{quote}};
