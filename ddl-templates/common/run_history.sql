-- One row for each run of a job, written after its end, whatever the end was. Rows older than a year are deleted then. job
-- is that of run_lock, and run_id is the same for all jobs of one command. A run that was killed writes nothing: the next
-- one finds it in run_lock and writes its row, with a run_id of zeros and without an end. bytes is null where nobody
-- counts them.
create table if not exists {{schema}}.run_history (
    job       text        not null,
    began     timestamptz not null,
    run_id    uuid        not null,
    ended     timestamptz,
    exit_code integer,
    failure   text,
    dry_run   boolean     not null default false,
    bundle    bigint,
    keys      bigint      not null default 0,
    rows      bigint      not null default 0,
    bytes     bigint,
    host      text        not null default '',
    version   text        not null default '',
    -- The size of all shadow tables after the run; null on a target.
    log_bytes bigint,
    -- The tables that took the longest, and for how long.
    slow_tables       text[],
    slow_milliseconds bigint[],
    constraint run_history_pkey primary key (job, began, run_id)
);
do {{quote}}
begin
    -- Checked first: ALTER TABLE blocks readers, and needs the owner.
    if 3 > (
        select count(*) from pg_attribute
        where attrelid = to_regclass({{schemaLiteral}} || '.run_history')
            and attname in ('log_bytes', 'slow_tables', 'slow_milliseconds')
    ) then
        alter table {{schema}}.run_history
            add column if not exists log_bytes         bigint,
            add column if not exists slow_tables       text[],
            add column if not exists slow_milliseconds bigint[];
    end if;
end
{{quote}};
create index if not exists run_history_began on {{schema}}.run_history (began);
