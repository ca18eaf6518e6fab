call {{helpers}}.must_be_own('table', {{regclass}});
-- A table that is made here holds nothing of what was applied to one of its name before.
delete from {{schema}}.import_tracking
where to_regclass({{regclass}}) is null
    and (mapping = {{mapping}} or starts_with(mapping, {{mapping}} || ','));
{{^multiranges}}
create table if not exists {{table}} (
{{#columns}}
    {{name}} {{type}}{{collate}}{{notNull}}{{comma}}
{{/columns}}
{{#hasKey}}
    primary key ({{keyColumns}})
{{/hasKey}}
){{storage}};
{{/multiranges}}
{{#multiranges}}
do {{quote}}
begin
    if current_setting('server_version_num')::integer >= 140000 then
        create table if not exists {{table}} (
{{#columns}}
            {{name}} {{type}}{{collate}}{{notNull}}{{comma}}
{{/columns}}
{{#hasKey}}
            primary key ({{keyColumns}})
{{/hasKey}}
        ){{storage}};
        return;
    end if;
{{#multirangeKey}}
    raise exception 'the key of % holds a multirange, which this server does not know', {{regclass}}
        using hint = 'Import it into PostgreSQL 14 or newer, or give it another key on the source.';
{{/multirangeKey}}
{{^multirangeKey}}
    raise warning 'left out of %, since this server knows no multiranges: %', {{regclass}}, {{multirangesLiteral}};
    create table if not exists {{table}} (
{{#columnsWithoutMultiranges}}
        {{name}} {{type}}{{collate}}{{notNull}}{{comma}}
{{/columnsWithoutMultiranges}}
{{#hasKey}}
        primary key ({{keyColumns}})
{{/hasKey}}
    ){{storage}};
{{/multirangeKey}}
end
{{quote}};
{{/multiranges}}
call {{helpers}}.must_be_own('table', {{regclass}});
{{#relaxes}}
do {{quote}}
declare
    relaxed name;
begin
    -- A table that was there before: no value comes for these columns, or one that an expression makes and that may be null.
    for relaxed in
        select a.attname
        from pg_attribute as a
        where a.attrelid = to_regclass({{regclass}}) and a.attname = any (array[{{relaxedNames}}]::name[])
            and a.attnotnull and a.attidentity = '' and not exists (
                select
                from pg_index as i
                where i.indrelid = a.attrelid and i.indisprimary and a.attnum = any (i.indkey::int2[])
            )
    loop
        execute format('alter table %s alter column %I drop not null', {{regclass}}, relaxed);
    end loop;
end
{{quote}};
{{/relaxes}}
