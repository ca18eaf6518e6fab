{{#printed}}
-- Made by Rowferry {{version}}: rowferry generate fdw source
--
-- Lets the role {{readerComment}} read, from another server and through postgres_fdw, these tables and no others:
{{#tables}}
--     {{comment}}{{shadowNote}}
{{/tables}}
{{#schema}}
-- and, in the schema {{schemaComment}}, what it must know of the source and of what is captured. There it also tells what it has
-- applied, so that it is purged.
{{/schema}}
{{^schema}}
-- Nothing is installed: rights are all that changes.
{{/schema}}
--
-- May be run twice: what is there stays as it is. One transaction; run it with psql -X -f, as the owner of the tables,
-- who may create roles where the role is not there yet. It has no password until you give it one: \password.

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
