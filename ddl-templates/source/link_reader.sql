-- The roles that read over links, for how many targets each may report, and how long the last report of one of them may
-- delay the purge. A target belongs to the role that reports it first; a target of an older version, to the next role
-- that does.
create table if not exists {{schema}}.link_reader (
    reader        name     not null,
    targets       integer  not null,
    give_up_after interval not null,
    constraint link_reader_pkey primary key (reader)
);
alter table {{schema}}.export_target add column if not exists reader name;

-- The finished transactions at a time of this server's own clock, because the report of a reader may be a lie.
create table if not exists {{schema}}.purge_clock (
    seen_at     timestamptz not null,
    incarnation uuid        not null,
    oldest_xid  bigint      not null,
    constraint purge_clock_pkey primary key (seen_at)
);
