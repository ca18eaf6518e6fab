create or replace function {{schema}}.guard_shadow()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as {{quote}}
-- Purpose:   refuses to change or delete captured rows by hand: a target that does not have them yet would never get them.
--            Only a purge deletes them, and says so in the setting rowferry.purging.
-- Reads:     {{schemaComment}}.capture
-- Writes:    nothing
-- Called by: the trigger rowferry_guard of each shadow table
declare
    base text;
begin
    if current_setting('rowferry.purging', true) = 'on' then
        return null;
    end if;
    select format('%I.%I', c.schema_name, c.table_name) into base
    from {{schema}}.capture as c
    where c.shadow_name = tg_table_name;
    raise exception '%.% holds the changes of % that a target may not have yet: % is refused',
            quote_ident(tg_table_schema), quote_ident(tg_table_name), coalesce(base, 'a table'), tg_op
        using hint = 'Leave them. Each export deletes the changes that every target has, once they are older than ''retain''. '
            || coalesce({{schema}}.reset_hint(base), '');
end
{{quote}};
