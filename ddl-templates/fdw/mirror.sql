{{#printed}}
-- Made by Rowferry {{version}}: rowferry generate fdw mirror
--
-- Makes materialized views of foreign tables, with their indexes and without rows; the first refresh brings those:
{{#mirrors}}
--     {{comment}} of {{foreignComment}}{{keyNote}}
{{/mirrors}}
-- They belong to the role {{importerComment}}, which refreshes them.
--
-- May be run twice: what is there stays as it is, and a view of another definition is {{^recreate}}refused{{/recreate}}{{#recreate}}made anew{{/recreate}}. One transaction; run it
-- with psql -X -f, as a member of that role that may create in these schemas.

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
