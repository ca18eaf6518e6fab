do {{quote}}
begin
    -- The owner of a table need not own its schema, so a right that is there is not granted again.
    if not has_schema_privilege({{importerRoleName}}, {{objectSchemaName}}, 'usage') then
        grant usage on schema {{objectSchema}} to {{importerRole}};
        -- By a role that may not give it, a grant gives nothing and warns.
        if not has_schema_privilege({{importerRoleName}}, {{objectSchemaName}}, 'usage') then
            raise exception 'the role % may not use the schema %', {{importerRoleName}}, {{objectSchemaName}}
                using hint = format(
                    'Have the schema''s owner run: grant usage on schema %I to %I; then run this again.',
                    {{objectSchemaName}}, {{importerRoleName}}
                );
        end if;
    end if;
end
{{quote}};
