call {{helpers}}.must_be_own('table', {{regclass}}, {{importerRoleName}});
do {{quote}}
declare
    kind "char" := (select c.relkind from pg_class as c where c.oid = to_regclass({{regclass}}));
    query constant text := {{innerQuote}}
        select
{{#columns}}
            {{expression}}{{alias}}{{comma}}
{{/columns}}
        from {{foreign}}
{{#where}}
        where (
            {{condition}}
        )
{{/where}}
    {{innerQuote}};
begin
    if kind <> 'm' then
        raise exception '% is there, and is no materialized view', {{regclass}}
            using hint = 'Give the table another into: in ' || {{importerFile}} || '.';
    end if;
    if kind = 'm' then
        -- The server's text of this query is compared with its text of the existing view's query.
        execute 'create temporary view rowferry_mirror as ' || query;
        if pg_get_viewdef(to_regclass({{regclass}})) <> pg_get_viewdef('pg_temp.rowferry_mirror'::regclass) then
{{#recreate}}
            drop materialized view {{table}};
            kind := null;
{{/recreate}}
{{^recreate}}
            raise exception 'the materialized view % is there, and has another definition: %',
                {{regclass}}, pg_get_viewdef(to_regclass({{regclass}}))
                using hint = 'Create it again, without rows until it is refreshed:'
                    ' rowferry generate fdw mirror --recreate' || {{targetOptions}} || ' --apply';
{{/recreate}}
        end if;
        drop view pg_temp.rowferry_mirror;
    end if;
    if kind is null then
        execute 'create materialized view ' || {{regclass}} || ' as ' || query || ' with no data';
    end if;
end
{{quote}};
call {{helpers}}.must_be_own('table', {{regclass}}, {{importerRoleName}});
