call {{helpers}}.must_be_own('type', {{objectLiteral}});
do {{quote}}
declare
    wanted record;
begin
    if to_regtype({{objectLiteral}}) is null then
        create type {{object}} as enum ({{labels}});
    end if;
    -- A label that came on the source since takes its place behind the one that stands before it there.
    for wanted in
        select l.label, lag(l.label) over (order by l.position) as previous
        from unnest(array[{{labels}}]::text[]) with ordinality as l (label, position)
        order by l.position
    loop
        if not exists (
            select
            from pg_enum as e
            where e.enumtypid = {{objectLiteral}}::regtype and e.enumlabel = wanted.label
        ) then
            execute format(
                'alter type %s add value if not exists %L %s',
                {{objectLiteral}}::regtype,
                wanted.label,
                coalesce(
                    'after ' || quote_literal(wanted.previous),
                    (
                        select 'before ' || quote_literal(e.enumlabel)
                        from pg_enum as e
                        where e.enumtypid = {{objectLiteral}}::regtype
                        order by e.enumsortorder
                        limit 1
                    ),
                    ''
                )
            );
        end if;
    end loop;
end
{{quote}};
call {{helpers}}.must_be_own('type', {{objectLiteral}});
