-- The schema that holds whatever Rowferry keeps in this database. The role that made it owns it, and all that stands in it.
do {{quote}}
begin
    -- CREATE SCHEMA IF NOT EXISTS asks for the right to create one even where it exists.
    if to_regnamespace({{schemaLiteral}}) is null then
        create schema {{schema}};
        comment on schema {{schema}} is 'Rowferry: what was noted, exported and applied';
    end if;
end
{{quote}};
