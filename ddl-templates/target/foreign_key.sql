do {{quote}}
begin
    if not exists (
        select
        from pg_constraint as c
        where c.conrelid = {{childLiteral}}::regclass and c.conname = {{constraintName}}
    ) then
        alter table {{child}}
            add constraint {{constraint}} foreign key ({{childColumns}})
            references {{parent}} ({{parentColumns}}){{options}};
    end if;
end
{{quote}};
