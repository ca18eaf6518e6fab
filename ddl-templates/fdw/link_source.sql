-- What a link must know of its source, as of the snapshot that it reads the tables at.
create or replace view {{schema}}.link_source as
select pg_current_snapshot() as snapshot;
