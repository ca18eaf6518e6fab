{{#printed}}
-- Made by Rowferry {{version}}: rowferry generate fdw mirror
--
-- Creates materialized views of foreign tables, with their indexes, without rows until their first refresh:
{{#mirrors}}
--     {{comment}} of {{foreignComment}}{{keyNote}}
{{/mirrors}}
-- They belong to the role {{importerComment}}, which refreshes them.
--
-- You may run it twice: existing objects stay as they are. A view with another definition is {{^recreate}}refused{{/recreate}}{{#recreate}}created again{{/recreate}}. It is one
-- transaction. Run it with psql -X -f, as a member of that role that may create objects in these schemas.

{{> /common/begin}}
{{/printed}}
{{> /common/settings}}
{{> /common/must_be_own}}
{{> index_text}}
{{#schemas}}
{{> /target/base_schema}}
{{> /target/schema_for_importer_role}}
{{/schemas}}
{{#mirrors}}

-- {{comment}}
{{> materialized_view}}
{{> materialized_view_indexes}}
{{> materialized_view_owner}}
{{/mirrors}}
{{#printed}}
commit;
{{/printed}}
