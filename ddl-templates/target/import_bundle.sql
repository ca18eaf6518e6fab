-- One row for each bundle that was applied. Its digest is that of its SHA256SUMS, null in a row of a Rowferry that did not note
-- it; passed counts the imports in a row that brought nothing but bundles from before it. The source promised the next bundle until
-- due_at; null if it did not.
create table if not exists {{schema}}.import_bundle (
    inbox       text        not null,
    incarnation uuid        not null,
    number      bigint      not null,
    snapshot    pg_snapshot not null,
    file        text        not null,
    made_at     timestamptz not null,
    applied_at  timestamptz not null,
    keys        bigint      not null,
    rows        bigint      not null,
    digest      text,
    passed      bigint      not null default 0,
    due_at      timestamptz,
    constraint import_bundle_pkey primary key (inbox, incarnation, number)
);
do {{quote}}
begin
    -- Checked first: ALTER TABLE blocks readers, and needs the owner.
    if 3 > (
        select count(*) from pg_attribute
        where attrelid = to_regclass({{schemaLiteral}} || '.import_bundle') and attname in ('digest', 'passed', 'due_at')
    ) then
        alter table {{schema}}.import_bundle
            add column if not exists digest text,
            add column if not exists passed bigint not null default 0,
            add column if not exists due_at timestamptz;
    end if;
end
{{quote}};
