do {{quote}}
begin
    -- The owner of a table need not own its schema, so a right that is there is not granted again.
    if not has_schema_privilege({{readerRoleName}}, {{schemaName}}, 'usage') then
        grant usage on schema {{tableSchema}} to {{readerRole}};
        -- By a role that may not give it, a grant gives nothing and warns.
        if not has_schema_privilege({{readerRoleName}}, {{schemaName}}, 'usage') then
            raise exception 'the role % may not use the schema %', {{readerRoleName}}, {{schemaName}}
                using hint = format(
                    'Have the schema''s owner run: grant usage on schema %I to %I; then run this again.',
                    {{schemaName}}, {{readerRoleName}}
                );
        end if;
    end if;
end
{{quote}};
grant select on {{table}} to {{readerRole}};
