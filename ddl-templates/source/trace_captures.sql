create or replace procedure {{schema}}.trace_captures(shadow_names text[] default null)
language plpgsql
set search_path = pg_catalog, pg_temp
as {{quote}}
-- Purpose:   stores the traces of captures whose objects a script has created, or of all. A shadow table that an older
--            Rowferry made gets its last trigger before.
-- Reads:     {{schemaComment}}.capture, pg_trigger
-- Writes:    {{schemaComment}}.capture, the trigger rowferry_no_child of shadow tables
-- Called by: rowferry generate tracking, rowferry generate exporter
declare
    -- A row trigger that reads old rows: with it, PostgreSQL refuses to make the shadow table a child of another, through
    -- which its rows could be deleted past its guard. It never fires, since the guard refuses every UPDATE.
    lacking constant text[] := array(
        select c.shadow_name
        from {{schema}}.capture as c
        where c.shadow_name = any (coalesce(shadow_names, array[c.shadow_name]))
            and to_regclass(format('%I.%I', {{ownSchemaName}}, c.shadow_name)) is not null
            and not exists (
                select
                from pg_trigger as t
                where t.tgrelid = to_regclass(format('%I.%I', {{ownSchemaName}}, c.shadow_name))
                    and t.tgname = 'rowferry_no_child'
            )
    );
    shadow text;
begin
    call {{schema}}.lock_shadows(lacking, 'share row exclusive');
    foreach shadow in array lacking loop
        execute format(
            'create trigger rowferry_no_child after update on %1$I.%2$I referencing old table as old_rows'
                ' for each row execute function %1$I.guard_shadow()',
            {{ownSchemaName}}, shadow
        );
    end loop;

    update {{schema}}.capture as c
    set traces = {{schema}}.capture_traces(c.shadow_name)
    where c.shadow_name = any (coalesce(shadow_names, array[c.shadow_name]))
        and c.traces is distinct from {{schema}}.capture_traces(c.shadow_name);
end
{{quote}};
