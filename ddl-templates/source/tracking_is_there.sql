do {{quote}}
begin
    if to_regclass({{captureLiteral}}) is null then
        raise exception 'the schema % does not hold Rowferry''s tracking', {{schemaLiteral}}
            using hint = 'Run first: rowferry generate tracking --config exporter.yaml --apply';
    end if;
    if not exists (
        select
        from pg_attribute as a
        where a.attrelid = to_regclass({{captureLiteral}}) and a.attname = 'traces' and not a.attisdropped
    ) then
        raise exception 'the tracking in schema % was made by an older Rowferry', {{schemaLiteral}}
            using hint = 'Run first: rowferry generate tracking --config exporter.yaml --apply';
    end if;
end
{{quote}};
