{{#printed}}
-- Made by Rowferry {{version}}: rowferry generate reset
--
-- Takes capture off, whole, whatever state it is in:
{{#tables}}
--     {{comment}}
{{/tables}}
--
-- Triggers, function and shadow table go, and with them what was noted and not yet exported. The table itself and its
-- rows stay; it is locked for a moment while its triggers are dropped.
--
-- May be run twice: what is gone is not missed. One transaction; run it with psql -X -f, as the owner of the tables and
-- of the schema {{schemaComment}}.

{{> /common/begin}}
{{/printed}}
{{> /common/settings}}
{{> /common/as_owner}}

call pg_temp.as_owner({{ownerQuote}}
{{> take_off_capture}}
{{ownerQuote}});

{{> /common/runner_again}}
{{#printed}}
commit;
{{/printed}}
