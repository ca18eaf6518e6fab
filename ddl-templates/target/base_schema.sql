do {{quote}}
begin
    -- CREATE SCHEMA IF NOT EXISTS asks for the right to create one even where it exists.
    if to_regnamespace({{objectSchemaLiteral}}) is null then
        execute format(
            'create schema %I authorization %I', {{objectSchemaName}},
            coalesce(nullif(current_setting('rowferry.schema_owner', true), ''), current_user)
        );
    end if;
end
{{quote}};
