-- Stops this script where a foreign table has more than columns.
create or replace procedure pg_temp.must_be_plain(
    foreign_tables text[], remotes text[], from_server name, keeps_defaults boolean, keeps_generated boolean
)
language plpgsql
as {{quote}}
declare
    faults text;
    mends  text;
begin
    select string_agg(b.foreign_table || ' ' || b.fault, '; ' order by b.foreign_table, b.fault),
        string_agg(distinct b.mend, ' ')
    into faults, mends
    from {{schema}}.beyond_columns(foreign_tables, remotes, from_server, keeps_defaults, keeps_generated) as b;
    if faults is not null then
        raise exception 'foreign tables of the server % must have nothing but columns: %', quote_ident(from_server), faults
            using hint = 'PostgreSQL sends nothing but columns: where they were imported just now, find out who runs this source.'
                ' Where they stand here already, run on the target as the owner: ' || mends;
    end if;
end
{{quote}};
