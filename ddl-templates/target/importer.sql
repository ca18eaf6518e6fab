{{#printed}}
-- Made by Rowferry {{version}}: rowferry generate importer
--
-- Makes the tables that bundles are imported into, with columns, types, NOT NULL and key, no defaults and no sequences:
{{#tables}}
--     {{comment}}
{{/tables}}
-- and the schema {{schemaComment}}, which remembers what was imported.
--
-- May be run twice: what is there stays as it is. One transaction; run it with psql -X -f, as a role that may create in
-- these schemas.

{{> /common/begin}}
{{/printed}}
{{> /common/settings}}
{{> /common/schema}}
{{> /common/layout}}
{{> import_tracking}}
{{> import_bundle}}
{{#importerRole}}
{{> tracking_for_importer_role}}
{{/importerRole}}
{{#tables}}

-- {{comment}}

{{> base_schema}}
{{> base_table}}
{{#importerRole}}
{{> table_for_importer_role}}
{{/importerRole}}
{{/tables}}
{{#printed}}
commit;
{{/printed}}
