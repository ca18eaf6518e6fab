-- The reader reports for one target, or for as many as it was granted.
insert into {{schema}}.link_reader as r (reader, targets, give_up_after)
select w.reader, coalesce({{targetCount}}::integer, w.targets), coalesce(make_interval(secs => {{giveUpSeconds}}), '30 days')
from (
    select {{readerRoleName}}::name as reader, greatest(1, count(*))::integer as targets
    from {{schema}}.export_target as t
    where strpos(t.target, '/') > 0 and t.reader is null
) as w
on conflict (reader) do update
set targets = coalesce({{targetCount}}::integer, r.targets),
    give_up_after = coalesce(make_interval(secs => {{giveUpSeconds}}), r.give_up_after);
-- The grants of an older version.
insert into {{schema}}.link_reader (reader, targets, give_up_after)
select r.rolname, greatest(1, (select count(*) from {{schema}}.export_target where strpos(target, '/') > 0)), '30 days'
from pg_class as c
cross join aclexplode(c.relacl) as g
join pg_roles as r on r.oid = g.grantee
where c.oid = to_regclass(format('%I.link_applied', {{ownSchemaName}})) and g.privilege_type = 'INSERT'
    and g.grantee <> c.relowner
on conflict (reader) do nothing;
-- The functions that the views call read these with the rights of the caller.
grant usage on schema {{schema}} to {{readerRole}};
grant select
    on {{schema}}.link_source, {{schema}}.link_capture, {{schema}}.link_applied, {{schema}}.incarnation, {{schema}}.capture,
    {{schema}}.capture_witness, {{schema}}.export_bundle
    to {{readerRole}};
grant insert on {{schema}}.link_applied to {{readerRole}};
grant execute on function {{schema}}.is_restored() to {{readerRole}};
