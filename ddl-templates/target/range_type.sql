do {{quote}}
begin
    if to_regtype({{objectLiteral}}) is null then
{{#multirange}}
        -- PostgreSQL 13 has no multiranges, and no name for them.
        if current_setting('server_version_num')::integer >= 140000 then
            create type {{object}} as range ({{options}}, multirange_type_name = {{multirange}});
            return;
        end if;
{{/multirange}}
        create type {{object}} as range ({{options}});
    end if;
end
{{quote}};
