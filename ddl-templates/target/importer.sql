{{#printed}}
-- Made by Rowferry {{version}}: rowferry generate importer
--
-- Creates the tables for imports, with columns, types, NOT NULL and key, without defaults and sequences:
{{#tables}}
--     {{comment}}
{{/tables}}
-- and the schema {{schemaComment}}, which stores the applied bundles.
{{#leavesOut}}
--
-- The script leaves out these objects of the source:
{{#leftOut}}
--     {{what}}
{{/leftOut}}
{{/leavesOut}}
--
-- You may run it twice: existing objects stay as they are. It is one transaction. Run it with psql -X -f, as a role that may
-- create objects in these schemas.

{{> /common/begin}}
{{/printed}}
{{> /common/settings}}
-- The statements for the tables. They run at the end of this script, with the rights of the owner of the schema
-- {{schemaComment}}, and use the types and procedures that are created there before.
set local rowferry.script = {{ownerQuote}}
{{#tables}}

-- {{comment}}

{{> base_table}}
{{#importerRole}}
{{> table_for_importer_role}}
{{/importerRole}}
{{/tables}}
{{#indexes}}

-- {{indexComment}} of {{indexTableComment}}
{{> index}}
{{/indexes}}
{{#foreignKeys}}

-- Without actions: a change of the parent comes with the changes of its children, and must bring about no others.
{{> foreign_key}}
{{/foreignKeys}}
{{ownerQuote}};

{{> /common/schema}}
{{> /common/as_owner}}
-- The schemas of all that follows.
{{#schemas}}
{{> base_schema}}
{{#importerRole}}
{{> schema_for_importer_role}}
{{/importerRole}}
{{/schemas}}
{{#prerequisites}}
{{#extension}}

-- The extension {{extensionComment}}
{{> extension}}
{{/extension}}
{{/prerequisites}}

call {{schema}}.as_owner({{ownerQuote}}
{{> /common/must_be_own}}
{{> takes}}
{{> /common/layout}}
{{> /common/run_lock}}
{{> /common/run_history}}
{{> import_tracking}}
{{> import_bundle}}
{{> import_digest}}
{{> link_tracking}}
{{#importerRole}}
{{> tracking_for_importer_role}}
{{/importerRole}}
{{#prerequisites}}
{{#packagedCollation}}

-- {{objectComment}}
{{> packaged_collation}}
{{/packagedCollation}}
{{#ownCollation}}

-- {{objectComment}}
{{> own_collation}}
{{/ownCollation}}
{{#enum}}

-- {{objectComment}}
{{> enum_type}}
{{/enum}}
{{#domain}}

-- {{objectComment}}
{{> domain_type}}
{{/domain}}
{{#composite}}

-- {{objectComment}}
{{> composite_type}}
{{/composite}}
{{#range}}

-- {{objectComment}}
{{> range_type}}
{{/range}}
{{#handmade}}

-- {{objectComment}}
{{> handmade_type}}
{{/handmade}}
{{/prerequisites}}

-- The tables, whose statements stand above.
do {{quote}}
begin
    execute current_setting('rowferry.script');
end
{{quote}};
drop procedure {{schema}}.must_be_own(text, text, name);
drop function {{schema}}.takes(text, text);
{{ownerQuote}}::text);

{{> /common/runner_again}}
{{#printed}}
commit;
{{/printed}}
