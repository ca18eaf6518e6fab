-- The owner of the schema {{schemaComment}} may have put code on its objects, such as a trigger, a default or a view.
-- So a script uses them only with the rights of that owner, whoever runs it. SET ROLE is not enough: such code could
-- set the role back, which is impossible in a SECURITY DEFINER procedure.
do {{quote}}
declare
    own_role constant name := (
        select pg_get_userbyid(n.nspowner) from pg_namespace as n where n.oid = to_regnamespace({{schemaLiteral}})
    );
    strangers text;
    advice    text;
begin
    if not pg_has_role(own_role, 'member') then
        raise exception 'the schema % belongs to %, and % may not act as that role',
            {{schemaLiteral}}, quote_ident(own_role), quote_ident(current_user)
            using hint = format(
                'Run it as %I. Or, where you do not know this schema, have a superuser drop or rename it, or take'
                    ' another: schema: in the configuration.', own_role);
    end if;

    -- An object of another role in this schema is no part of it.
    select string_agg(format('%s of %I', s.object, s.owner), ', ' order by s.object),
        string_agg(format('alter %s owner to %I;', s.object, own_role), ' ' order by s.object)
    into strangers, advice
    from (
        select 'table ' || c.oid::regclass as object, pg_get_userbyid(c.relowner) as owner
        from pg_class as c
        where c.relnamespace = to_regnamespace({{schemaLiteral}}) and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
        union all
        select 'type ' || t.oid::regtype, pg_get_userbyid(t.typowner)
        from pg_type as t
        left join pg_class as c on c.oid = t.typrelid
        where t.typnamespace = to_regnamespace({{schemaLiteral}}) and t.typelem = 0 and coalesce(c.relkind, 'c') = 'c'
        union all
        select 'routine ' || p.oid::regprocedure, pg_get_userbyid(p.proowner)
        from pg_proc as p
        where p.pronamespace = to_regnamespace({{schemaLiteral}})
            -- The function of a shadow table belongs to a role that may add rows there: the owner has let it in.
            and not (
                p.pronargs = 0 and p.prorettype = 'trigger'::regtype
                and exists (
                    select
                    from pg_namespace as n
                    cross join aclexplode(n.nspacl) as g
                    where n.oid = p.pronamespace and g.grantee = p.proowner and g.privilege_type = 'USAGE'
                )
                and exists (select from pg_roles as r where r.oid = p.proowner and not r.rolsuper)
            )
    ) as s
    where s.owner <> own_role;
    if strangers is not null then
        raise exception 'the schema % belongs to %, and these in it do not: %',
            {{schemaLiteral}}, quote_ident(own_role), strangers
            using hint = 'Drop what you do not know. What an older script made as another role, that role or a superuser gives'
                ' to the owner: ' || advice;
    end if;
end
{{quote}};

-- Not in pg_temp: an owner may lack the right to temporary tables. It is dropped below, before anybody else sees it.
create or replace procedure {{schema}}.as_owner(script text)
language plpgsql
security definer
as {{quote}}
begin
    execute script;
    -- A trigger that waits for the commit would run with the rights of the role that runs the script.
    set constraints all immediate;
end
{{quote}};

do {{quote}}
declare
    own_role constant name := (
        select pg_get_userbyid(n.nspowner) from pg_namespace as n where n.oid = to_regnamespace({{schemaLiteral}})
    );
begin
    perform set_config('rowferry.schema_owner', own_role, true);
    begin
        -- Another role that may create here may have created one of this name a moment ago, and would still own it.
        execute format('alter procedure %I.as_owner(text) owner to %I', {{ownSchemaName}}, own_role);
    exception
        when insufficient_privilege then
            raise exception 'the schema % belongs to %, and % may not act as that role: %',
                {{schemaLiteral}}, quote_ident(own_role), quote_ident(current_user), sqlerrm
                using hint = format('Run it as %1$I, or run: grant %1$I to %2$I;', own_role, current_user);
    end;
    if own_role <> current_user then
        raise warning '% acts as %, who owns the schema %', quote_ident(current_user), quote_ident(own_role), {{schemaLiteral}};
    end if;
end
{{quote}};
