do {{quote}}
begin
    if to_regclass({{indexLiteral}}) is null then
        execute {{innerQuote}}{{definition}}{{innerQuote}};
    elsif not exists (
        select
        from pg_index as i
        where i.indexrelid = to_regclass({{indexLiteral}}) and i.indrelid = {{indexTable}}::regclass
    ) then
        raise warning 'left out: the index % of %, since another relation has its name', {{indexName}}, {{indexTable}};
    end if;
exception
    -- An older major may lack an operator class, a function, or a word of the syntax; the rows are the same without.
    when undefined_object or undefined_function or undefined_column or syntax_error or feature_not_supported
            or invalid_parameter_value then
        raise warning 'left out: the index % of %: %', {{indexName}}, {{indexTable}}, sqlerrm;
end
{{quote}};
