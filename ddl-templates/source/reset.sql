{{#printed}}
-- Made by Rowferry {{version}}: rowferry generate reset
--
-- Removes capture, in whatever state it is, from
{{#tables}}
--     {{comment}}
{{/tables}}
--
-- Drops triggers, function and shadow table, with all captured changes that were not exported yet. The table itself and its
-- rows stay. It is locked for a moment while its triggers are dropped.
--
-- You may run it twice. It is one transaction. Run it with psql -X -f, as the owner of the tables and of the schema
-- {{schemaComment}}.

{{> /common/begin}}
{{/printed}}
{{> /common/settings}}

-- The schema may be gone already. Then there is one until this ends.
do {{quote}}
begin
    perform set_config('rowferry.lent_schema', (to_regnamespace({{schemaLiteral}}) is null)::text, true);
    if to_regnamespace({{schemaLiteral}}) is null then
        create schema {{schema}};
    end if;
end
{{quote}};
{{> /common/as_owner}}
{{> tables_of_others}}

call {{schema}}.as_owner({{ownerQuote}}
{{> take_off_capture}}
{{ownerQuote}}::text);

{{> /common/runner_again}}
do {{quote}}
begin
    if current_setting('rowferry.lent_schema', true) = 'true' then
        drop schema {{schema}};
    end if;
end
{{quote}};
{{#printed}}
commit;
{{/printed}}
