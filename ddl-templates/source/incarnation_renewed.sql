-- --renew-incarnation: transactions may have been lost or undone, so the source begins another life and every target
-- gets its tables in full.
insert into {{schema}}.incarnation (ordinal, id, system_identifier, database_oid, timeline, started_at, reason)
select max(i.ordinal) + 1, gen_random_uuid(), s.system_identifier, s.database_oid, s.timeline, now(), 'renewed'
from {{schema}}.incarnation as i
cross join {{schema}}.server_identity() as s
group by s.system_identifier, s.database_oid, s.timeline;

-- What was noted in the other life bears transaction ids that mean nothing in this one; a full has no need of it.
do {{quote}}
declare
    noted record;
begin
    perform set_config('rowferry.purging', 'on', true);
    for noted in
        select c.shadow_name
        from {{schema}}.capture as c
        where to_regclass(format('%I.%I', {{ownSchemaName}}, c.shadow_name)) is not null
    loop
        execute format('delete from %I.%I', {{ownSchemaName}}, noted.shadow_name);
    end loop;
    perform set_config('rowferry.purging', '', true);
    update {{schema}}.capture set purged_to = null where purged_to is not null;
end
{{quote}};
