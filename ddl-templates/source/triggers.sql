do {{quote}}
begin
    if exists (select from {{schema}}.capture where table_oid = {{regclass}}::regclass) then
        return;
    end if;
{{#statement}}
    create trigger rowferry_insert
        after insert on {{table}}
        referencing new table as new_rows
        for each statement execute function {{shadow}}();
    create trigger rowferry_update
        after update on {{table}}
        referencing new table as new_rows
        for each statement execute function {{shadow}}();
    create trigger rowferry_delete
        after delete on {{table}}
        referencing old table as old_rows
        for each statement execute function {{shadow}}();
    -- A replicator's apply process, which is in session_replication_role = replica, fires row triggers alone. This one
    -- fires in that role alone, so that other sessions do not pay for it; the three statement triggers fire in all others.
    create trigger rowferry_replica
        after insert or update or delete on {{table}}
        for each row execute function {{shadow}}();
    alter table {{table}} enable replica trigger rowferry_replica;
{{/statement}}
{{#row}}
    -- For each row: partitions, also later ones, get no others. Each partition's triggers are enabled as they are here.
    create trigger rowferry_insert
        after insert on {{table}}
        for each row execute function {{shadow}}();
    create trigger rowferry_update
        after update on {{table}}
        for each row execute function {{shadow}}();
    create trigger rowferry_delete
        after delete on {{table}}
        for each row execute function {{shadow}}();
    alter table {{table}}
        enable always trigger rowferry_insert,
        enable always trigger rowferry_update,
        enable always trigger rowferry_delete;
{{/row}}
    -- Compares bytes, which every type has; an equality operator, not every type. Not as the operator *<>: pg_dump
    -- prints that without its casts, and pg_restore cannot read it.
    create trigger rowferry_key_change
        after update on {{table}}
        for each row
        when (
            record_image_ne(
                row({{#key}}old.{{name}}{{comma}}{{/key}}),
                row({{#key}}new.{{name}}{{comma}}{{/key}})
            )
        )
        execute function {{shadow}}();
    create trigger rowferry_truncate
        after truncate on {{table}}
        for each statement execute function {{shadow}}();
    -- Rows that a replicator writes, in session_replication_role = replica, are recorded too.
    alter table {{table}}
        enable always trigger rowferry_key_change,
        enable always trigger rowferry_truncate;
end
{{quote}};
