create or replace procedure {{schema}}.lock_shadows(shadow_names text[], mode text)
language plpgsql
set search_path = pg_catalog, pg_temp
as {{quote}}
-- Purpose:   locks shadow tables together, or none of them. It waits for no shadow table while it holds another one: of a
--            deadlock with a transaction that has both, in the other order, that transaction could be the victim.
-- Reads:     nothing
-- Writes:    nothing
-- Called by: {{schemaComment}}.trace_captures, {{schemaComment}}.widen_shadows
declare
    tries  integer := 0;
    shadow text;
begin
    loop
        begin
            foreach shadow in array coalesce(shadow_names, '{}') loop
                execute format('lock table %I.%I in %s mode nowait', {{ownSchemaName}}, shadow, mode);
            end loop;
            exit;
        exception
            when lock_not_available then
                tries := tries + 1;
                if tries > 50 then
                    raise;
                end if;
                perform pg_sleep(0.1);
        end;
    end loop;
end
{{quote}};
