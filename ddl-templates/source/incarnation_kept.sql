-- --keep-incarnation: a planned failover that lost no transaction. The life goes on where it runs now.
update {{schema}}.incarnation as i
set system_identifier = s.system_identifier,
    database_oid = s.database_oid,
    timeline = s.timeline,
    own_tables = null
from {{schema}}.server_identity() as s
where i.ordinal = (select max(ordinal) from {{schema}}.incarnation);
