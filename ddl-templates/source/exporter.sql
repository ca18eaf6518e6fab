{{#printed}}
-- Made by Rowferry {{version}}: rowferry generate exporter
--
-- From now on, records the keys of the rows that change in
{{#tables}}
--     {{comment}}
{{/tables}}
--
-- Each table gets a shadow table and a function of the same name in the schema {{schemaComment}}, and five triggers.
-- Writers wait while the triggers are created. Readers wait only if broken triggers must be dropped first.
--
-- You may run it twice: capture without a fault stays as it is, and its table is not locked. Capture with a fault is made
-- again, and the next export sends that table in full. It is one transaction. Run it with psql -X -f, as the owner of the
-- tables and of the schema, after the script of rowferry generate tracking, which makes the other functions.

{{> /common/begin}}
{{/printed}}
{{> /common/settings}}
-- The statements for the tables. They run at the end of this script, with the rights of the owner of the schema.
set local rowferry.script = {{ownerQuote}}
{{> one_installation}}
call {{schema}}.widen_shadows(array[
{{#arrayShadows}}
    {{shadowName}}{{comma}}
{{/arrayShadows}}
]::text[]);
{{#tables}}

-- {{comment}}

{{#toldKey}}
{{> key_is_unique}}
{{/toldKey}}
call {{schema}}.prepare_capture(
    base            => {{regclass}},
    new_shadow_name => {{shadowName}},
    new_key_columns => array[{{keyNames}}],
    new_mode        => {{mode}}
);

{{> shadow_table}}
{{#statement}}
{{> record_statement}}
{{/statement}}
{{#row}}
{{> record_row}}
{{/row}}
{{> record_rights}}
{{> triggers}}
call {{schema}}.register_capture(
    base            => {{regclass}},
    new_shadow_name => {{shadowName}},
    new_key_columns => array[{{keyNames}}],
    new_mode        => {{mode}}
);
{{#exporterRole}}
{{> table_for_exporter_role}}
{{/exporterRole}}
{{/tables}}

call {{schema}}.trace_captures(array[
{{#tables}}
    {{shadowName}}{{comma}}
{{/tables}}
]);
{{ownerQuote}};

{{> tracking_is_there}}
{{> /common/as_owner}}
{{> tables_of_others}}
{{#captureRole}}
{{> capture_role}}
{{/captureRole}}
call {{schema}}.as_owner(current_setting('rowferry.script'));

{{> /common/runner_again}}
{{#printed}}
commit;
{{/printed}}
