-- One row: the number of the layout of this schema's tables. Rowferry refuses a layout that it does not know.
create table if not exists {{schema}}.layout (
    version integer not null,
    constraint layout_pkey primary key (version)
);

insert into {{schema}}.layout (version)
select {{layout}}
where not exists (select from {{schema}}.layout);

do {{quote}}
declare
    found_version constant integer := (select max(version) from {{schema}}.layout);
begin
    if found_version > {{layout}} then
        raise exception 'the schema % has layout %, but Rowferry % knows none above %',
            {{schemaLiteral}}, found_version, {{versionLiteral}}, {{layout}}
            using hint = 'Run it with the Rowferry that made the schema, or with a newer one.';
    end if;
    -- Each script that makes the schema brings the tables of an older one to its own layout.
    update {{schema}}.layout set version = {{layout}} where version < {{layout}};
end
{{quote}};
