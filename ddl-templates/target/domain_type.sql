call {{helpers}}.must_be_own('type', {{objectLiteral}});
do {{quote}}
declare
    here text;
begin
{{#multirange}}
{{> multirange}}
{{/multirange}}
    if to_regtype({{objectLiteral}}) is null then
        create domain {{object}} as {{base}}{{collate}}{{notNull}}{{#checks}}
            constraint {{check}} {{definition}}{{/checks}};
    end if;
    select format_type(t.typbasetype, t.typtypmod)
    into here
    from pg_type as t
    where t.oid = to_regtype({{objectLiteral}}) and t.typtype = 'd';
    if coalesce(here, '') <> all (array[{{taken}}]) then
        here := 'a domain over ' || here;
{{> other_type}}
    end if;
end
{{quote}};
