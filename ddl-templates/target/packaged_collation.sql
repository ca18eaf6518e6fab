do {{quote}}
begin
    -- It comes with the server's libraries, and cannot be made in pg_catalog.
    if to_regcollation({{objectLiteral}}) is null then
        raise exception 'this server has no collation %', {{objectLiteral}}
            using hint = 'Run select pg_import_system_collations(''pg_catalog''); when its locale is installed, or take '
                || 'the collation out of this script: rows sort in another order then.';
    end if;
end
{{quote}};
