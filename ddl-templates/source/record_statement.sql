create or replace function {{shadow}}()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as {{quote}}
-- Purpose:   notes the keys of the rows that a statement wrote in {{comment}}.
-- Reads:     new_rows and old_rows, the statement's own rows; the row, where a replicator wrote it; pg_rewrite, pg_trigger
-- Writes:    {{shadowComment}}
-- Called by: the triggers rowferry_insert, rowferry_update, rowferry_delete, rowferry_key_change, rowferry_truncate,
--            rowferry_replica
declare
    noted boolean := true;
{{#arrays}}
    rows  integer;
{{/arrays}}
begin
    if tg_op = 'TRUNCATE' then
        insert into {{shadow}} (xid)
        values (pg_current_xact_id());
        noted := found;
    elsif tg_name = 'rowferry_key_change' or (tg_level = 'ROW' and tg_op = 'DELETE') then
        -- A key that changed: the old one here, the new one by the trigger that notes the UPDATE.
        insert into {{shadow}} (xid{{#key}}, {{column}}{{/key}})
        values (pg_current_xact_id(){{#key}}, old.{{name}}{{/key}});
        noted := found;
    elsif tg_level = 'ROW' then
        insert into {{shadow}} (xid{{#key}}, {{column}}{{/key}})
        values (pg_current_xact_id(){{#key}}, new.{{name}}{{/key}});
        noted := found;
    elsif tg_op = 'DELETE' then
{{#oldRows}}
{{> note_statement}}
{{/oldRows}}
    else
{{#newRows}}
{{> note_statement}}
{{/newRows}}
    end if;
{{> turned_aside}}
    return null;
end
{{quote}};
