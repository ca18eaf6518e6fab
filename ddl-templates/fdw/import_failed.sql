        exception
            when others then
                get stacked diagnostics detail = pg_exception_detail, context = pg_exception_context;
                raise exception 'foreign tables of the server % cannot be imported: %',
                    {{serverLiteral}},
                    sqlerrm || coalesce(' (' || nullif(replace(trim(detail), e'\n', ' '), '') || ')', '')
                        || coalesce(' (' || substring(context from '^(?![^\n]*import foreign schema)[^\n]*') || ')', '')
                    using hint = case replace(replace(sqlstate, '3F000', '42704'), '42P17', '42883')
                        when '08001' then
                            'See that the source runs and lets this server in: host, port and dbname stand at options:'
                            ' of the link in ' || {{importerFile}} || ', the user at user:, and the password is {{passwordVariable}}.'
                        when '2F003' then
                            'Who is no superuser needs a password in the user mapping, and the source must ask for it:'
                            ' set {{passwordVariable}}. Or have a superuser run this with password_required: false'
                            ' at user: in ' || {{importerFile}} || '.'
                        when '42704' then
                            'The target lacks a type or a collation of the source''s. This makes them:'
                            ' rowferry generate importer ' || {{readArguments}}
                            || {{sourceOptions}} || {{targetOptions}} || ' --apply'
                            '; for collations, import_collate: false at import: in ' || {{importerFile}} || ' does, too;'
                            ' for what generated columns are computed with, import_generated: false.'
                        when '42883' then
                            'The target lacks a function of the source''s. Leave the expressions of generated columns'
                            ' away, with import_generated: false at import: in ' || {{importerFile}} || '; and defaults, where'
                            ' import_default: true stands there.'
                        else 'Mend the link in ' || {{importerFile}} || ', and run this again.'
                    end;
