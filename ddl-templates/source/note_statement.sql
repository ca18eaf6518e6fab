{{^arrays}}
        insert into {{shadow}} (xid{{#key}}, {{column}}{{/key}})
        select pg_current_xact_id(){{#key}}, n.{{name}}{{/key}} from {{rows}} as n;
        if not found then
            noted := not exists (select from {{rows}});
        end if;
{{/arrays}}
{{#arrays}}
        -- A few keys by themselves: a row of the log for each costs them less than an array.
        insert into {{shadow}} (xid{{#key}}, {{column}}{{/key}})
        select pg_current_xact_id(){{#key}}, n.{{name}}{{/key}} from {{rows}} as n limit {{singly}};
        get diagnostics rows = row_count;
        if rows = 0 then
            noted := not exists (select from {{rows}});
        elsif rows = {{singly}} then
            -- All others in arrays, cut out of one while that is small.
            insert into {{shadow}} (xid, {{arrayColumn}})
            select pg_current_xact_id(), k.keys[place * {{perRow}} + 1:(place + 1) * {{perRow}}]
            from (
                select array_agg(n.key) as keys
                from (
                    select {{#key}}n.{{name}}{{/key}} as key from {{rows}} as n offset {{singly}} limit {{atOnce}} + 1
                ) as n
            ) as k
            cross join lateral generate_series(0, (cardinality(k.keys) - 1) / {{perRow}}) as place
            where cardinality(k.keys) <= {{atOnce}};
            if not found and exists (select from {{rows}} offset {{singly}}) then
                insert into {{shadow}} (xid, {{arrayColumn}})
                select pg_current_xact_id(), array_agg(n.key)
                from (
                    select
                        {{#key}}n.{{name}}{{/key}} as key,
                        (row_number() over () - {{singly}} - 1) / {{perRow}} as place
                    from {{rows}} as n
                    offset {{singly}}
                ) as n
                group by n.place;
                noted := found;
            end if;
        end if;
{{/arrays}}
