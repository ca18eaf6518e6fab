do {{quote}}
declare
    own_role constant name := coalesce(
        (select pg_get_userbyid(n.nspowner) from pg_namespace as n where n.oid = to_regnamespace({{schemaLiteral}})),
        current_user
    );
    -- From 16 on, REVOKE takes away what one role granted, and by itself a superuser takes that of the first superuser.
    by_grantor constant boolean := current_setting('server_version_num')::integer >= 160000;
    others     text;
    revokes    text;
begin
    -- A member may replace the functions, and so may who can become the role. A membership of 16 and newer may lack both.
    select
        string_agg(distinct format('%I', r.rolname), ', '),
        string_agg(format('revoke %s from %I%s;', {{captureRoleLiteral}}, r.rolname,
            case when by_grantor then format(' granted by %I', pg_get_userbyid(m.grantor)) else '' end), ' ' order by r.rolname)
    into others, revokes
    from pg_auth_members as m
    join pg_roles as r on r.oid = m.member
    where m.roleid = {{captureRoleLiteral}}::regrole and r.rolname <> own_role and not r.rolsuper
        and (
            coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, true)
            or coalesce((to_jsonb(m) ->> 'set_option')::boolean, true)
        );
    if not pg_has_role(own_role, {{captureRoleName}}, 'member') then
        raise exception 'the role %, which is to own the trigger functions, cannot be used by %, who is no member of it',
            {{captureRoleLiteral}}, quote_ident(own_role)
            using hint = 'Each owner has a capture role of his own: make it with the kit''s role.sql (set rowferry.capture),'
                ' and name it with --capture-role.';
    end if;
    if others is not null then
        raise exception 'the role %, which is to own the trigger functions of %, has other members: %',
            {{captureRoleLiteral}}, quote_ident(own_role), others
            using hint = 'Give each owner a capture role of his own with the kit''s role.sql (set rowferry.capture) and name it'
                ' with --capture-role; or have a superuser run: ' || revokes;
    end if;
end
{{quote}};
