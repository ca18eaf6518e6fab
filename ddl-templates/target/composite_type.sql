call {{helpers}}.must_be_own('type', {{objectLiteral}});
do {{quote}}
declare
    here text;
    same boolean;
begin
{{#multirange}}
{{> multirange}}
{{/multirange}}
    if to_regtype({{objectLiteral}}) is null then
        create type {{object}} as (
{{#attributes}}
            {{attribute}} {{type}}{{collate}}{{comma}}
{{/attributes}}
        );
    end if;
    select
        format('(%s)', string_agg(format('%I %s', p.name, p.type), ', ' order by p.place)),
        coalesce(array_agg(p.name order by p.place), '{}') = {{attributeNames}}
            and coalesce(bool_and({{helpers}}.takes(w.type, p.type)), true)
    into here, same
    from (
        select a.attname::text, format_type(a.atttypid, a.atttypmod), row_number() over (order by a.attnum)
        from pg_type as t
        join pg_attribute as a on a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
        where t.oid = to_regtype({{objectLiteral}}) and t.typtype = 'c'
    ) as p (name, type, place)
    left join unnest({{attributeTypes}}) with ordinality as w (type, place) on w.place = p.place;
    if not same then
{{> other_type}}
    end if;
end
{{quote}};
call {{helpers}}.must_be_own('type', {{objectLiteral}});
