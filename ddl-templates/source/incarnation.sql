-- The lives of this source, oldest first; the one with the highest ordinal is current, the others are its ancestors.
-- The numbers of its bundles come after numbered_from. The last three tell a row that was written here from one that came
-- out of a dump: a dump carries what they say, and not what they speak of.
create table if not exists {{schema}}.incarnation (
    ordinal           integer     not null,
    id                uuid        not null,
    system_identifier text        not null,
    database_oid      oid         not null,
    timeline          integer     not null,
    started_at        timestamptz not null,
    reason            text        not null,
    numbered_from     bigint      not null default 0,
    own_tables        oid[],
    file_node         oid,
    row_xid           xid,
    constraint incarnation_pkey primary key (ordinal),
    constraint incarnation_id_key unique (id)
);
alter table {{schema}}.incarnation
    add column if not exists numbered_from bigint not null default 0,
    add column if not exists own_tables oid[],
    add column if not exists file_node oid,
    add column if not exists row_xid xid;

-- The first life begins with the schema.
insert into {{schema}}.incarnation (ordinal, id, system_identifier, database_oid, timeline, started_at, reason)
select 1, gen_random_uuid(), s.system_identifier, s.database_oid, s.timeline, now(), 'first'
from {{schema}}.server_identity() as s
where not exists (select from {{schema}}.incarnation);
