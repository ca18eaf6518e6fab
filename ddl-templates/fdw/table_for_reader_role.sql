do {{quote}}
begin
    -- The owner of a table need not own its schema, so a right that is there is not granted again.
    if not has_schema_privilege({{readerRoleName}}, {{schemaName}}, 'usage') then
        grant usage on schema {{tableSchema}} to {{readerRole}};
    end if;
end
{{quote}};
grant select on {{table}} to {{readerRole}};
