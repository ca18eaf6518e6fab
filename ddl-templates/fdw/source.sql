{{#printed}}
-- Made by Rowferry {{version}}: rowferry generate fdw source
--
-- Lets the role {{readerComment}} read, from another server and through postgres_fdw, these tables and no others:
{{#tables}}
--     {{comment}}{{shadowNote}}
{{/tables}}
{{#schema}}
-- and, in the schema {{schemaComment}}, the state of the source and of its capture. The role also reports there which changes
-- were applied, so that they are purged.
{{/schema}}
{{^schema}}
-- It only grants rights, and installs nothing.
{{/schema}}
--
-- You may run it twice: existing objects stay as they are. It is one transaction. Run it with psql -X -f, as the owner of the
-- tables. If the role does not exist, the owner must be allowed to create roles. Set its password with: \password.

{{> /common/begin}}
{{/printed}}
{{> /common/settings}}
{{> reader_role}}
{{#tables}}

-- {{comment}}
{{> table_for_reader_role}}
{{/tables}}
{{#schema}}

{{> /common/as_owner}}

call {{schema}}.as_owner({{ownerQuote}}
{{> link_source}}
{{> link_capture}}
{{> /source/link_reader}}
{{> link_applied}}
{{> schema_for_reader_role}}
{{#tables}}
{{#shadow}}
grant select on {{shadow}} to {{readerRole}};
{{/shadow}}
{{/tables}}
{{ownerQuote}}::text);

{{> /common/runner_again}}
{{/schema}}
{{#printed}}
commit;
{{/printed}}
