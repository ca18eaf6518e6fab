do {{quote}}
begin
    -- The owner of a table need not own its schema, so a right that is there is not granted again.
    if not has_schema_privilege({{exporterRoleName}}, {{schemaName}}, 'usage') then
        grant usage on schema {{tableSchema}} to {{exporterRole}};
    end if;
end
{{quote}};
grant select on {{table}} to {{exporterRole}};
grant select, delete on {{shadow}} to {{exporterRole}};
