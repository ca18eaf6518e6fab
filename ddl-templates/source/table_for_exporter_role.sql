do {{quote}}
begin
    -- The owner of a table need not own its schema, so a right that is there is not granted again.
    if not has_schema_privilege({{exporterRoleName}}, {{schemaName}}, 'usage') then
        grant usage on schema {{tableSchema}} to {{exporterRole}};
        -- By a role that may not give it, a grant gives nothing and warns.
        if not has_schema_privilege({{exporterRoleName}}, {{schemaName}}, 'usage') then
            raise exception 'the role % may not use the schema %', {{exporterRoleName}}, {{schemaName}}
                using hint = format(
                    'Have the schema''s owner run: grant usage on schema %I to %I; then run this again.',
                    {{schemaName}}, {{exporterRoleName}}
                );
        end if;
    end if;
end
{{quote}};
grant select on {{table}} to {{exporterRole}};
grant select, delete on {{shadow}} to {{exporterRole}};
