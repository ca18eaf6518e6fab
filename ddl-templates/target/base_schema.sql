do {{quote}}
begin
    -- CREATE SCHEMA IF NOT EXISTS asks for the right to create one even where it exists.
    if to_regnamespace({{objectSchemaLiteral}}) is null then
        create schema {{objectSchema}};
    end if;
end
{{quote}};
