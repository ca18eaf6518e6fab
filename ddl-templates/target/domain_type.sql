call {{helpers}}.must_be_own('type', {{objectLiteral}});
do {{quote}}
declare
    here text;
{{#checked}}
    made record;
{{/checked}}
begin
{{#multirange}}
{{> multirange}}
{{/multirange}}
    if to_regtype({{objectLiteral}}) is null then
        create domain {{object}} as {{base}}{{collate}}{{notNull}}{{#checks}}
            constraint {{check}} {{definition}}{{/checks}};
{{#checked}}
        -- The words of a constraint may mean another function here than on the source, and a source may lie.
        for made in
            select c.conname as name, (
{{codeOf}}
            ) as code
            from pg_constraint as c
            where c.contypid = to_regtype({{objectLiteral}}) and c.contype = 'c'
        loop
            if made.code is not null then
                execute format('alter domain %s drop constraint %I', to_regtype({{objectLiteral}}), made.name);
                raise warning 'left out: the constraint % of the domain %, which runs %',
                    quote_ident(made.name), {{objectLiteral}}, made.code;
            end if;
        end loop;
{{/checked}}
    end if;
    select format_type(t.typbasetype, t.typtypmod)
    into here
    from pg_type as t
    where t.oid = to_regtype({{objectLiteral}}) and t.typtype = 'd';
    if not {{helpers}}.takes({{baseLiteral}}, coalesce(here, '')) then
        here := 'a domain over ' || here;
{{> other_type}}
    end if;
end
{{quote}};
call {{helpers}}.must_be_own('type', {{objectLiteral}});
