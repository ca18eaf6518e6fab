do {{quote}}
declare
    before constant name[] := array(
        select c.relname from pg_class as c where c.relnamespace = to_regnamespace({{objectSchemaLiteral}})
    );
    -- IMPORT FOREIGN SCHEMA would fail for all tables if one of them exists already.
    others constant text := (
        select string_agg(format('%I', o.name), ', ' order by o.name)
        from (
            select unnest(before) as name
            union
            select unnest(array[{{exceptNames}}]::name[])
        ) as o
    );
    found   record;
    detail  text;
    context text;
begin
    begin
        execute format(
            'import foreign schema %I%s from server %I into %I%s',
            {{wholeSchemaName}}, ' except (' || others || ')', {{serverName}}, {{objectSchemaName}}, {{importOptions}}
        );
{{> import_failed}}
    end;
{{^keepsGenerated}}
    for found in
        select c.oid::regclass as name, a.attname
        from pg_class as c
        join pg_attribute as a on a.attrelid = c.oid and a.attgenerated = 's'
        where c.relnamespace = to_regnamespace({{objectSchemaLiteral}}) and c.relkind = 'f'
            and c.relname <> all (before)
    loop
        execute format('alter foreign table %s alter column %I drop expression', found.name, found.attname);
    end loop;
{{/keepsGenerated}}
    select array_agg(format('%I.%I', {{objectSchemaName}}, c.relname)) as names,
        array_agg(format('%I.%I', {{wholeSchemaName}}, c.relname)) as remotes
    into found
    from pg_class as c
    where c.relnamespace = to_regnamespace({{objectSchemaLiteral}}) and c.relkind not in ('i', 'I', 't', 'S')
        and c.relname <> all (before);
    call pg_temp.must_be_plain(found.names, found.remotes, {{serverName}}, {{keepsDefaults}}, {{keepsGenerated}});
end
{{quote}};
grant select on all tables in schema {{objectSchema}} to {{importerRole}};
