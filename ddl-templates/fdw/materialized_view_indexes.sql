{{#keyed}}
do {{quote}}
begin
    -- Without it no refresh can leave readers alone.
    if not exists (
        select
        from pg_index as i
        where i.indrelid = {{regclass}}::regclass
            and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null
            and array(
                select a.attname::text
                from pg_attribute as a
                where a.attrelid = i.indrelid and a.attnum = any ((i.indkey::int2[])[0:i.indnkeyatts - 1])
                order by 1
            ) = array(select k from unnest(array[{{keyNames}}]::text[]) as k order by 1)
    ) then
        create unique index on {{table}} ({{keyColumns}});
    end if;
end
{{quote}};
{{/keyed}}
{{#indexes}}
do {{quote}}
declare
    made text;
begin
    -- An empty table of the same columns tells what the server makes of the words.
    create temporary table rowferry_mirror (like {{table}});
    execute 'create index rowferry_mirror_index on pg_temp.rowferry_mirror ' || {{indexText}};
    made := pg_temp.index_text('pg_temp.rowferry_mirror_index'::regclass);
    drop table pg_temp.rowferry_mirror;
    if not exists (
        select from pg_index as i where i.indrelid = {{regclass}}::regclass and pg_temp.index_text(i.indexrelid) = made
    ) then
        execute 'create index on ' || {{regclass}} || ' ' || {{indexText}};
    end if;
end
{{quote}};
{{/indexes}}
