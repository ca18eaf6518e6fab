-- The columns that the source's tables have now, for a sync to compare these foreign tables with.
do {{quote}}
begin
    call {{helpers}}.must_be_own('table', format('%I.link_columns', {{objectSchemaName}}));
    if to_regclass(format('%I.link_columns', {{objectSchemaName}})) is null then
        create foreign table {{objectSchema}}.link_columns (
            schema_name              name options (column_name 'table_schema'),
            table_name               name,
            column_name              name,
            ordinal_position         integer,
            data_type                text,
            udt_schema               name,
            udt_name                 name,
            character_maximum_length integer,
            numeric_precision        integer,
            numeric_scale            integer,
            datetime_precision       integer,
            domain_schema            name,
            domain_name              name,
            is_generated             text
        ) server {{server}} options (schema_name 'information_schema', table_name 'columns');
    elsif not exists (
        select
        from pg_attribute as a
        where a.attrelid = to_regclass(format('%I.link_columns', {{objectSchemaName}})) and a.attname = 'is_generated'
    ) then
        -- An older version made it.
        alter foreign table {{objectSchema}}.link_columns add column is_generated text;
    end if;
    call {{helpers}}.must_be_own('table', format('%I.link_columns', {{objectSchemaName}}));
end
{{quote}};
grant select on {{objectSchema}}.link_columns to {{importerRole}};
