-- --renew-incarnation: transactions may have been lost or undone, so the source begins another life and every target
-- gets its tables in full.
insert into {{schema}}.incarnation (ordinal, id, system_identifier, database_oid, timeline, started_at, reason)
select max(i.ordinal) + 1, gen_random_uuid(), s.system_identifier, s.database_oid, s.timeline, now(), 'renewed'
from {{schema}}.incarnation as i
cross join {{schema}}.server_identity() as s
group by s.system_identifier, s.database_oid, s.timeline;
