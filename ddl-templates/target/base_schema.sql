do {{quote}}
begin
    -- CREATE SCHEMA IF NOT EXISTS asks for the right to create one even where it exists.
    if to_regnamespace({{tableSchemaLiteral}}) is null then
        create schema {{tableSchema}};
    end if;
end
{{quote}};
