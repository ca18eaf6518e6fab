-- The difference between existing and wanted options, as ALTER ... OPTIONS takes it.
create or replace function pg_temp.option_changes(found text[], names text[], texts text[])
returns text
language sql as {{quote}}
    select string_agg(
        case
            when wanted.name is null then format('drop %I', had.option_name)
            when had.option_name is null then format('add %I %L', wanted.name, wanted.text)
            else format('set %I %L', wanted.name, wanted.text)
        end,
        ', ' order by coalesce(wanted.name, had.option_name))
    from pg_options_to_table(found) as had
    full join unnest(names, texts) as wanted (name, text) on wanted.name = had.option_name
    where wanted.text is distinct from had.option_value
{{quote}};
