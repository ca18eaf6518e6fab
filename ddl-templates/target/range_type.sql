call {{helpers}}.must_be_own('type', {{objectLiteral}});
do {{quote}}
declare
    here text;
begin
    if to_regtype({{objectLiteral}}) is null then
{{#multirange}}
        -- PostgreSQL 13 has no multiranges, and no name for them.
        if current_setting('server_version_num')::integer >= 140000 then
            create type {{object}} as range ({{options}}, multirange_type_name = {{multirange}});
        else
            create type {{object}} as range ({{options}});
        end if;
{{/multirange}}
{{^multirange}}
        create type {{object}} as range ({{options}});
{{/multirange}}
    end if;
    select format_type(r.rngsubtype, null)
    into here
    from pg_range as r
    where r.rngtypid = to_regtype({{objectLiteral}});
    -- No text has the order of what the source's ranges are of.
    if not {{helpers}}.takes({{subtypeLiteral}}, coalesce(here, ''))
            or (here in ('text', 'character varying') and here <> {{subtypeLiteral}}) then
        here := 'a range of ' || here;
{{> other_type}}
    end if;
end
{{quote}};
call {{helpers}}.must_be_own('type', {{objectLiteral}});
