-- The roles that read over links, how many targets each may speak for, and for how long what one of these last told may
-- hold back the purge. A target belongs to the role that first tells of it; one of an older version, to the next that does.
create table if not exists {{schema}}.link_reader (
    reader        name     not null,
    targets       integer  not null,
    give_up_after interval not null,
    constraint link_reader_pkey primary key (reader)
);
alter table {{schema}}.export_target add column if not exists reader name;

-- Which transactions were over at which time, by this server's own clock: what a reader tells may be a lie.
create table if not exists {{schema}}.purge_clock (
    seen_at     timestamptz not null,
    incarnation uuid        not null,
    oldest_xid  bigint      not null,
    constraint purge_clock_pkey primary key (seen_at)
);
