do {{quote}}
begin
{{#multirange}}
{{> multirange}}
{{/multirange}}
    if to_regtype({{objectLiteral}}) is null then
        create type {{object}} as (
{{#attributes}}
            {{attribute}} {{type}}{{collate}}{{comma}}
{{/attributes}}
        );
    end if;
end
{{quote}};
