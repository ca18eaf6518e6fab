-- One row for each job that ran: the session that runs it, or ran it last. A run is under way while that process holds
-- the advisory lock of that key. Any role that may connect may take such locks, but not write this table.
create table if not exists {{schema}}.run_lock (
    job   text        not null,
    pid   integer     not null,
    key   bigint      not null,
    since timestamptz not null,
    constraint run_lock_pkey primary key (job)
);
