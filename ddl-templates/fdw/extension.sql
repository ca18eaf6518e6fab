do {{quote}}
begin
    if not exists (select from pg_extension as e where e.extname = 'postgres_fdw') then
        create extension postgres_fdw with schema public;
    end if;
    if not has_foreign_data_wrapper_privilege('postgres_fdw', 'usage') then
        raise exception 'the role % may not use the foreign data wrapper postgres_fdw', current_user
            using hint = format(
                'Have a superuser run: grant usage on foreign data wrapper postgres_fdw to %I;', current_user);
    end if;
exception
    when insufficient_privilege then
        raise exception 'the role % may not make the extension postgres_fdw', current_user
            using hint = format(
                'Have a superuser run: create extension postgres_fdw;'
                    ' grant usage on foreign data wrapper postgres_fdw to %I;', current_user);
    when undefined_file or feature_not_supported then
        raise exception 'the target''s server has no extension postgres_fdw: %', sqlerrm
            using hint = 'Install the server''s contrib package: apt-get install postgresql-contrib, say.';
end
{{quote}};
