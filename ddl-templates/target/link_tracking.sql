-- One row for each table that is read over a link, to compare with at the next sync: the largest value of its
-- watermark, and the definition of its rows (columns, key, expressions, filter, capture). For a materialized view: its
-- number of rows at the last refresh, and the duration of the refresh.
create table if not exists {{schema}}.link_tracking (
    link        text        not null,
    schema_name text        not null,
    table_name  text        not null,
    mark        text,
    shape       text        not null,
    labels      text[]      not null,
    digest      text,
    rows        bigint,
    took        interval,
    synced_at   timestamptz not null,
    attributes  text[]      not null default '{}',
    constraint link_tracking_pkey primary key (link, schema_name, table_name)
);
do {{quote}}
begin
    -- Checked first: ALTER TABLE blocks readers, and needs the owner.
    if not exists (
        select
        from pg_attribute as a
        where a.attrelid = to_regclass({{schemaLiteral}} || '.link_tracking') and a.attname = 'attributes'
    ) then
        alter table {{schema}}.link_tracking add column attributes text[] not null default '{}';
    end if;
end
{{quote}};
