-- The source's columns and the parts of their types: a sync compares both with what stands here
-- under the same name, where a value may mean another one. Names are read as text, whose comparisons the source makes.
do {{quote}}
declare
    wanted constant text[][] := array[
        array['pg_namespace', 'oid oid, nspname text'],
        array['pg_class', 'oid oid, relname text, relnamespace oid'],
        array['pg_attribute', 'attrelid oid, attname text, attnum smallint, atttypid oid, atttypmod integer,'
            ' attisdropped boolean'],
        array['pg_type', 'oid oid, typname text, typnamespace oid, typtype text, typbasetype oid, typtypmod integer,'
            ' typelem oid, typlen smallint, typrelid oid'],
        array['pg_range', 'rngtypid oid, rngsubtype oid, rngmultitypid oid'],
        array['pg_enum', 'enumtypid oid, enumlabel text, enumsortorder real']
    ];
    called text;
begin
    for i in 1 .. array_length(wanted, 1) loop
        called := format('%I.%I', {{objectSchemaName}}, 'link_' || wanted[i][1]);
        call {{helpers}}.must_be_own('table', called);
        if to_regclass(called) is null then
            execute format(
                'create foreign table %s (%s) server %I options (schema_name ''pg_catalog'', table_name %L)',
                called, wanted[i][2], {{serverName}}, wanted[i][1]
            );
        end if;
        call {{helpers}}.must_be_own('table', called);
    end loop;
end
{{quote}};
grant select on
    {{objectSchema}}.link_pg_namespace,
    {{objectSchema}}.link_pg_class,
    {{objectSchema}}.link_pg_attribute,
    {{objectSchema}}.link_pg_type,
    {{objectSchema}}.link_pg_range,
    {{objectSchema}}.link_pg_enum
to {{importerRole}};
