-- What was noted of each table that is read over a link, to be compared with the next time: the largest value of its
-- watermark, and all that makes its rows what they are (columns, key, expressions, filter, way of knowing what changed). Of a materialized view that is refreshed: how many rows
-- it held, and how long that took.
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
    -- Asked for first: ALTER TABLE locks readers out, and takes the owner.
    if not exists (
        select
        from pg_attribute as a
        where a.attrelid = to_regclass({{schemaLiteral}} || '.link_tracking') and a.attname = 'attributes'
    ) then
        alter table {{schema}}.link_tracking add column attributes text[] not null default '{}';
    end if;
end
{{quote}};
