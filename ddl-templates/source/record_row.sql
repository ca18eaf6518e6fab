create or replace function {{shadow}}()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as {{quote}}
-- Purpose:   notes the key of a row that was written in {{comment}}.
-- Reads:     the row; pg_rewrite and pg_trigger
-- Writes:    {{shadowComment}}
-- Called by: the triggers rowferry_insert, rowferry_update, rowferry_delete, rowferry_key_change, rowferry_truncate
declare
    noted boolean;
begin
    if tg_op = 'TRUNCATE' then
        insert into {{shadow}} (xid)
        values (pg_current_xact_id());
    elsif tg_op = 'DELETE' or tg_name = 'rowferry_key_change' then
        insert into {{shadow}} (xid{{#key}}, {{column}}{{/key}})
        values (pg_current_xact_id(){{#key}}, old.{{name}}{{/key}});
    else
        insert into {{shadow}} (xid{{#key}}, {{column}}{{/key}})
        values (pg_current_xact_id(){{#key}}, new.{{name}}{{/key}});
    end if;
    noted := found;
{{> turned_aside}}
    return null;
end
{{quote}};
