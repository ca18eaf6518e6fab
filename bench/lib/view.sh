# shellcheck shell=bash
# Materialized views over foreign tables, as a DBA writes them by hand.

create_views() {
    {
        cat <<SQL
create extension postgres_fdw;
create server source foreign data wrapper postgres_fdw
    options (host '127.0.0.1', port '${source_server##*:}', dbname '$(basename "$source")', fetch_size '10000');
create user mapping for current_user server source options (user 'postgres');
create schema source;
import foreign schema public from server source into source;
SQL
        for table in $tables; do
            cat <<SQL
create materialized view $table as select * from source.${table#public.} with no data;
create unique index on $table (id);
create index on $table (customer);
SQL
        done
    } | tgt
}

refresh() { for table in $tables; do tgt -c "refresh materialized view $1 $table"; done; }
