-- What a link must know of its source, as of the snapshot that it reads the tables at.
create or replace view {{schema}}.link_source as
select
    pg_current_snapshot() as snapshot,
    i.id as incarnation,
    array(
        select a.id from {{schema}}.incarnation as a where a.ordinal < i.ordinal order by a.ordinal
    ) as ancestors,
    {{schema}}.identity_fault() as fault
from {{schema}}.incarnation as i
where i.ordinal = (select max(l.ordinal) from {{schema}}.incarnation as l);
