do {{quote}}
begin
{{#multirange}}
{{> multirange}}
{{/multirange}}
    if to_regtype({{objectLiteral}}) is null then
        create domain {{object}} as {{base}}{{collate}}{{notNull}}{{#checks}}
            constraint {{check}} {{definition}}{{/checks}};
    end if;
end
{{quote}};
