do {{quote}}
declare
    own_role constant name := coalesce(
        (select pg_get_userbyid(n.nspowner) from pg_namespace as n where n.oid = to_regnamespace({{schemaLiteral}})),
        current_user
    );
    -- A member may replace the functions, and so may who can become the role. A membership of 16 and newer may lack both.
    others constant text := (
        select string_agg(format('%I', r.rolname), ', ' order by r.rolname)
        from pg_auth_members as m
        join pg_roles as r on r.oid = m.member
        where m.roleid = {{captureRoleLiteral}}::regrole and r.rolname <> own_role and not r.rolsuper
            and (
                coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, true)
                or coalesce((to_jsonb(m) ->> 'set_option')::boolean, true)
            )
    );
begin
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
                ' with --capture-role; or run: '
                || format('revoke %s from %s;', {{captureRoleLiteral}}, others);
    end if;
end
{{quote}};
