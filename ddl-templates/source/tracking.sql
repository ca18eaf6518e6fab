{{#printed}}
-- Made by Rowferry {{version}}: rowferry generate tracking
--
-- Creates the schema {{schemaComment}} of a source, with the identity of the source, the captured tables, the bundles of
-- each target, and all functions but those of single tables. It changes no table outside the schema.
--
-- You may run it twice: existing objects stay as they are. It is one transaction. Run it with psql -X -f, as the schema's
-- owner.

{{> /common/begin}}
{{/printed}}
{{> /common/settings}}
{{> /common/schema}}
{{> /common/as_owner}}
{{#captureRole}}
{{> capture_role}}
{{/captureRole}}
call {{schema}}.as_owner({{ownerQuote}}
{{> /common/layout}}
{{> /common/run_lock}}
{{> /common/run_history}}
{{> server_identity}}
{{> incarnation}}
{{> capture}}
{{> capture_witness}}
{{> export_target}}
{{> export_bundle}}
{{> export_tracking}}
{{> link_reader}}
{{> own_tables}}
{{#renew}}
{{> incarnation_renewed}}
{{/renew}}
{{#keep}}
{{> incarnation_kept}}
{{/keep}}
{{> incarnation_written}}
{{> identity_fault}}
{{> purge}}
{{> capture_functions}}
call {{schema}}.trace_captures();

{{#captureRole}}
{{> tracking_for_capture_role}}
{{/captureRole}}
{{#exporterRole}}
{{> tracking_for_exporter_role}}
{{/exporterRole}}
{{ownerQuote}}::text);

{{> /common/runner_again}}
{{#printed}}
commit;
{{/printed}}
