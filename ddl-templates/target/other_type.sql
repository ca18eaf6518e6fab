        -- It would take the source's values for others.
        raise exception 'the type % is % here and % on the source', {{objectLiteral}}, coalesce(here, 'another kind of type'), {{definition}}
            using hint = (
                select 'Run on the target, which keeps all values as text:'
                    || coalesce(string_agg(format(
                        ' alter table %s alter column %I type text using %I::text;', a.attrelid::regclass, a.attname, a.attname
                    ), '' order by a.attrelid, a.attnum), '')
                    || ' drop type ' || {{objectLiteral}} || '; Then run this again'
                    || coalesce(', and:' || string_agg(format(
                        ' alter table %s alter column %I type %s using %I::%3$s;',
                        a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), a.attname
                    ), '' order by a.attrelid, a.attnum), '.')
                from pg_type as t
                join pg_attribute as a on a.atttypid in (t.oid, t.typarray) and a.attinhcount = 0
                join pg_class as c on c.oid = a.attrelid and c.relkind in ('r', 'p')
                where t.oid = to_regtype({{objectLiteral}})
            );
