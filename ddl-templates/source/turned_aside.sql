    -- No export would ever know of a key that a rule or a trigger of somebody else's turns aside. They are looked for once
    -- in a transaction: from now on nobody else can lock the shadow table to make one.
    -- A transaction that has written nothing has no id, and gets none here.
    if coalesce(current_setting('rowferry.noted', true), '') <> pg_current_xact_id_if_assigned() || {{shadowLiteral}} then
        noted := noted
            and not exists (select from pg_rewrite as r where r.ev_class = {{shadowLiteral}}::regclass)
            and not exists (
                select
                from pg_trigger as t
                where t.tgrelid = {{shadowLiteral}}::regclass and t.tgtype & 7 = 7 and t.tgenabled <> 'D'
            );
        perform set_config('rowferry.noted', pg_current_xact_id() || {{shadowLiteral}}, true);
    end if;
    if not noted then
        -- A session keeps the plan that a rule has made of an INSERT, even when the rule is gone.
        execute 'discard plans';
        raise exception 'a change of % cannot be noted: a rule or a trigger turns it aside', tg_relid::regclass
            using hint = format('Drop it from %s, and write again.', {{shadowLiteral}});
    end if;
