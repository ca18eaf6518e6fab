create or replace function {{helpers}}.takes(source text, target text)
returns boolean
language sql
immutable
as {{quote}}
    -- Whether each value of one type is the same value in another, which is wider. Types are as format_type prints them. The
    -- importer asks the same.
    select source = target
        or (t.type in ('text', 'character varying') and (not a.are_arrays or (strpos(s.type, '.') = 0 and s.type <> 'box')))
        or coalesce(case
            when t.name = 'numeric' and t.digits is null then i.place is not null or s.name = 'numeric'
            when t.name = 'numeric' and s.name = 'numeric' then
                s.scale <= t.scale and s.digits - s.scale <= t.digits - t.scale
            when t.name = 'numeric' then t.scale >= 0 and (array[5, 10, 19])[i.place] <= t.digits - t.scale
            when s.name like 'interval %' then t.type = 'interval'
            when s.name = 'cidr' then t.name = 'inet'
            when i.place is not null then i.place < array_position(i.widening, t.name)
            -- A bit string of a fixed length goes into no longer one of a fixed length.
            else case s.name when 'bit' then 'bit varying' else s.name end = t.name
                and s.name in (
                    'character varying', 'character', 'bit', 'bit varying', 'time without time zone', 'time with time zone',
                    'timestamp without time zone', 'timestamp with time zone', 'interval'
                )
                and (t.digits is null or s.digits <= t.digits)
        end, false)
    from (select source like '%[]' and target like '%[]' as are_arrays) as a
    cross join lateral (
        select
            e.type,
            regexp_replace(e.type, '\([0-9,-]+\)', '') as name,
            substring(e.type from '\(([0-9]+)')::integer as digits,
            coalesce(substring(e.type from ',(-?[0-9]+)\)')::integer, 0) as scale
        from (select case when a.are_arrays then left(source, -2) else source end as type) as e
    ) as s
    cross join lateral (
        select
            e.type,
            regexp_replace(e.type, '\([0-9,-]+\)', '') as name,
            substring(e.type from '\(([0-9]+)')::integer as digits,
            coalesce(substring(e.type from ',(-?[0-9]+)\)')::integer, 0) as scale
        from (select case when a.are_arrays then left(target, -2) else target end as type) as e
    ) as t
    cross join lateral (
        select w.widening, array_position(w.widening, s.name) as place
        from (select array['smallint', 'integer', 'bigint'] as widening) as w
    ) as i;
{{quote}};
