do {{quote}}
begin
    -- The owner of a table need not own its schema, so a right that is there is not granted again.
    if not has_schema_privilege({{importerRoleName}}, {{objectSchemaName}}, 'usage') then
        grant usage on schema {{objectSchema}} to {{importerRole}};
    end if;
end
{{quote}};
