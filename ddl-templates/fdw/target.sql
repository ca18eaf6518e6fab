{{#printed}}
-- Made by Rowferry {{version}}: rowferry generate fdw target
--
-- Creates foreign tables, with postgres_fdw, for
{{#servers}}
--     {{serverComment}}, in the schema {{localSchemaComment}}
{{/servers}}
-- and lets the role {{importerComment}} read them. It is for PostgreSQL {{major}}.
--
-- You may run it twice: existing objects stay, options that differ are set as here, and missing foreign tables are imported.
-- It is one transaction, which connects to the sources. Run it with psql -X -f, as a role that may use the foreign data
-- wrapper and may create objects in these schemas.

{{> /common/begin}}
{{#secrets}}

-- {{variableComment}} holds the {{optionComment}} for {{serverComment}}; without it a user mapping keeps its secret.
\set rowferry_secret `printf %s "${{variable}}"`
select set_config({{setting}}, :'rowferry_secret', true) as rowferry_secret \gset
{{/secrets}}

{{/printed}}
{{> /common/settings}}
{{> /common/schema}}
{{> /common/as_owner}}
{{> /common/must_be_own}}

-- Links note what they applied in the tables where imports do.
call {{schema}}.as_owner({{ownerQuote}}
{{> /common/layout}}
{{> /common/run_lock}}
{{> /common/run_history}}
{{> /target/import_tracking}}
{{> /target/import_bundle}}
{{> /target/import_digest}}
{{> /target/link_tracking}}
{{> beyond_columns}}
{{> /target/tracking_for_importer_role}}
{{ownerQuote}}::text);

{{> must_be_plain}}
{{> extension}}
{{> option_changes}}
{{#servers}}

-- {{serverComment}}
{{> server}}
{{> user_mapping}}
{{> /target/base_schema}}
{{> /target/schema_for_importer_role}}
{{> foreign_tables}}
{{> link_columns}}
{{> link_catalog}}
{{#whole}}
{{> foreign_schema}}
{{/whole}}
{{#tables}}

-- {{comment}}
{{> foreign_table}}
{{/tables}}
{{/servers}}

{{> /common/runner_again}}
{{#printed}}
commit;
{{/printed}}
