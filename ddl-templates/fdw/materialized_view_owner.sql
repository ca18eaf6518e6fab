do {{quote}}
declare
    owner    constant name := (
        select pg_get_userbyid(c.relowner) from pg_class as c where c.oid = {{regclass}}::regclass
    );
    may_make constant boolean := has_schema_privilege({{importerRoleName}}, {{objectSchemaName}}, 'create');
begin
    -- A refresh asks for the owner, and reads the foreign table as the owner.
    if owner <> {{importerRoleName}} then
        begin
            -- A new owner must be able to create in the schema: for this transaction, which nobody else sees.
            if not may_make then
                grant create on schema {{objectSchema}} to {{importerRole}};
            end if;
            alter materialized view {{table}} owner to {{importerRole}};
            if not may_make then
                revoke create on schema {{objectSchema}} from {{importerRole}};
            end if;
        exception
            when insufficient_privilege then
                raise exception 'the role % cannot give the materialized view % to %: %',
                    current_user, {{regclass}}, quote_ident({{importerRoleName}}), sqlerrm
                    using hint = format(
                        'Run: grant %I to %I; and let the schema''s owner run this.', {{importerRoleName}}, current_user);
        end;
    end if;
end
{{quote}};
