do {{quote}}
declare
    -- What is there already would keep all the others from being imported.
    others constant text := (
        select string_agg(format('%I', o.name), ', ' order by o.name)
        from (
            select c.relname as name
            from pg_class as c
            where c.relnamespace = to_regnamespace({{objectSchemaLiteral}})
            union
            select unnest(array[{{exceptNames}}]::name[])
        ) as o
    );
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
end
{{quote}};
grant select on all tables in schema {{objectSchema}} to {{importerRole}};
