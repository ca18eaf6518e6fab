do {{quote}}
declare
    home constant name := (
        select n.nspname
        from pg_extension as e
        join pg_namespace as n on n.oid = e.extnamespace
        where e.extname = {{extensionName}}
    );
begin
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
