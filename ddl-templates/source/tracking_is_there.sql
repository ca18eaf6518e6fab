do {{quote}}
declare
    advice constant text := 'Run first: rowferry generate tracking' || {{sourceOptions}} || ' --apply';
    -- The digest of the functions that generate tracking makes and the statements above call. A script that was copied
    -- through Windows has other line ends.
    functions constant text := (
        select encode(sha256(convert_to(string_agg(replace(p.prosrc, e'\r', ''), '' order by f.position), 'UTF8')), 'hex')
        from unnest(array[
            'shadow_fault(oid, oid, text[])',
            'reset_hint(text)',
            'column_witness(oid)',
            'capture_traces(text)',
            'capture_altered(text[], text)',
            'guard_shadow()',
            'capture_fault(oid)',
            'prepare_capture(regclass, text, text[], text)',
            'register_capture(regclass, text, text[], text)',
            'lock_shadows(text[], text)',
            'widen_shadows(text[])',
            'trace_captures(text[])'
        ]) with ordinality as f (signature, position)
        join pg_proc as p on p.oid = to_regprocedure({{schemaLiteral}} || '.' || f.signature)
    );
begin
    if to_regclass({{captureLiteral}}) is null then
        raise exception 'the schema % does not hold Rowferry''s tracking', {{schemaLiteral}}
            using hint = advice;
    end if;
    if not exists (
        select
        from pg_attribute as a
        where a.attrelid = to_regclass({{captureLiteral}}) and a.attname = 'traces' and not a.attisdropped
    ) then
        raise exception 'the tracking in schema % was made by an older Rowferry', {{schemaLiteral}}
            using hint = advice;
    end if;
    if functions is distinct from {{functionsDigest}} then
        raise exception 'the functions of the tracking in schema % are not those of Rowferry %',
            {{schemaLiteral}}, {{versionLiteral}}
            using hint = advice;
    end if;
end
{{quote}};
