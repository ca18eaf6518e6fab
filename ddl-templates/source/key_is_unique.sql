do {{quote}}
declare
    wrong record;
begin
    -- The operator says that this key is unique, and no index ensures it. Each export checks it again.
    select format('%s', row({{#key}}b.{{name}}{{comma}}{{/key}})) as key, count(*) as number
    into wrong
    from {{table}} as b
    group by {{#key}}b.{{name}}{{comma}}{{/key}}
    having count(*) > 1 or num_nulls({{#key}}b.{{name}}{{comma}}{{/key}}) > 0
    limit 1;
    if found then
        raise exception 'the key (%) of % is not unique and not null: % row(s) have %',
            array_to_string(array[{{keyNames}}], ', '), {{regclass}}, wrong.number, wrong.key
            using hint = 'Mend the rows, or name other columns under ''key'' in the configuration.';
    end if;
end
{{quote}};
