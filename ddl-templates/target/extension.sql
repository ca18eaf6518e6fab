do {{quote}}
declare
    home     name;
    owner    name;
    is_other boolean;
begin
    -- Its owner can drop it, and with it every column of its types.
    select n.nspname, r.rolname, not r.rolsuper and e.extowner <> d.datdba and r.rolname not in (
        current_user, coalesce(nullif(current_setting('rowferry.schema_owner', true), ''), current_user)
    )
    into home, owner, is_other
    from pg_extension as e
    join pg_namespace as n on n.oid = e.extnamespace
    join pg_roles as r on r.oid = e.extowner
    join pg_database as d on d.datname = current_database()
    where e.extname = {{extensionName}};
    if is_other then
        raise exception 'the extension % is there, and belongs to %, not to %',
            {{extensionName}}, quote_ident(owner), quote_ident(current_user)
            using hint = format('See what it is. Have its owner or a superuser run: drop extension %I;', {{extensionName}})
                || ' Then run this again, or have the database''s owner make the extension first.';
    end if;
    if home is null then
        -- Needs CREATE on this database; one that is not trusted needs a superuser, who may make it before this runs.
        create extension if not exists {{extensionIdentifier}} with schema {{extensionSchema}};
    elsif home <> {{extensionSchemaName}} then
        raise exception 'the extension % is in the schema % here, and in % on the source',
            {{extensionName}}, home, {{extensionSchemaName}}
            using hint = format('Run: alter extension %I set schema %I;', {{extensionName}}, {{extensionSchemaName}});
    end if;
end
{{quote}};
