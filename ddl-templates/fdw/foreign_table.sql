do {{quote}}
declare
    foreign_table constant regclass := {{foreignLiteral}}::regclass;
    changes text;
    remote  record;
begin
    changes := pg_temp.option_changes(
        (select f.ftoptions from pg_foreign_table as f where f.ftrelid = foreign_table),
        array[{{tableOptionNames}}]::text[],
        array[{{tableOptionTexts}}]::text[]
    );
    if changes is not null then
        execute format('alter foreign table %s options (%s)', {{foreignLiteral}}, changes);
    end if;
    -- Each column says which one it stands for, so that it may be renamed over there.
    for remote in
        select w.name, a.attname,
            pg_temp.option_changes(
                a.attfdwoptions, array['column_name'], array[coalesce(w.column_name, a.attname)]
            ) as changes
        from (
            select * from pg_attribute as p where p.attrelid = foreign_table and p.attnum > 0 and not p.attisdropped
        ) as a
        full join unnest(array[{{columnNames}}]::name[], array[{{columnTexts}}]::text[]) as w (name, column_name)
            on w.name = a.attname
    loop
        if remote.attname is null then
            raise exception 'the foreign table % has no column %', {{foreignLiteral}}, quote_ident(remote.name)
                using hint = 'Mend column-options: at the table in ' || {{importerFile}} || '.';
        elsif remote.changes is not null then
            execute format(
                'alter foreign table %s alter column %I options (%s)',
                {{foreignLiteral}}, remote.attname, remote.changes
            );
        end if;
    end loop;
end
{{quote}};
grant select{{#written}}, insert{{/written}} on {{foreign}} to {{importerRole}};
