# shellcheck shell=bash
# A context is a source database with capture, and one target database for each way. Several contexts exist side by side, so
# that their rounds can be interleaved.

enter() {
    context=$work/$1
    source=$source_server/${1//-/_}
    tables=$([[ ! -f $context/tables ]] || cat "$context/tables")
    export context source tables
}

# Target database of a way in this context.
enter_way() {
    target=$target_server/$(basename "$source")_${1//-/_}
    export target
}

table_ddl() {
    cat <<SQL
create table $1 (id bigint primary key, customer integer not null, status text, amount numeric(12,2), note text,
    updated timestamptz not null);
create index on $1 (customer);
SQL
}

# Creates and enters a context: new_context NAME ROWS [TABLES]; the rows are spread over the tables.
new_context() {
    local name=$1 rows=$2 count=${3:-1} each table
    each=$((rows / count))
    mkdir -p "$work/$name"
    if ((count == 1)); then echo public.orders; else seq -f 'public.t%04.0f' 1 "$count"; fi | paste -sd' ' > "$work/$name/tables"
    enter "$name"
    echo "$each" > "$context/rows"
    echo 0 > "$context/changed"
    sql "$source_server/postgres" -c "create database $(basename "$source")"
    {
        # Replication copies it after all others, so that it shows when they have arrived.
        echo 'create table public.marker (n integer primary key);'
        for table in $tables; do
            table_ddl "$table"
            cat <<SQL
insert into $table select g, g % 50000, (array['new','paid','shipped'])[1 + g % 3], (g % 99999) / 100.0,
    'order ' || g || ' ' || md5(g::text) || ' ' || md5((g + 1)::text), timestamptz '2026-01-01' + g * interval '1 second'
    from generate_series(1, $each) as g;
SQL
        done
        echo 'vacuum analyze;'
    } | src
    quietly "$rowferry" generate tracking --source "$source" --apply
    # shellcheck disable=SC2086
    quietly "$rowferry" generate exporter $tables --source "$source" --apply
    digests | src > "$context/expected"
}

drop_context() {
    local way
    for way in "$@"; do drop_target "$way"; done
    sql "$source_server/postgres" -c "drop database $(basename "$source")"
    rm -rf "$context"
}

drop_target() {
    enter_way "$1"
    [[ ! -d $context/$1 ]] || "$top/bench/ways/$1" tear_down
    sql "$target_server/postgres" -c "drop database if exists $(basename "$target")"
    rm -rf "${context:?}/$1"
}

# Gives a way a new and empty target.
set_up() {
    drop_target "$1"
    mkdir "$context/$1"
    sql "$target_server/postgres" -c "create database $(basename "$target")"
    "$top/bench/ways/$1" set_up
}

# Changes rows of the context by statements of some hundred or thousand rows: change ROWS. Of ten changes eight are updates, one
# is a delete and one an insert, spread over the whole table. Statements repeat no row, unless nearly all rows are changed.
change() {
    local wanted=$1 each time table slices part slice
    each=$(($(< "$context/rows")))
    time=$(($(< "$context/changed") + 1))
    echo "$time" > "$context/changed"
    # shellcheck disable=SC2086
    set -- $tables
    part=$((wanted / 10 / $#))
    ((part > 0)) || part=1
    slices=$((part < 1000 ? 1 : 100))
    for table; do
        for ((slice = 0; slice < slices; slice++)); do
            cat <<SQL
update $table set status = 'changed in $time', amount = amount + 1, updated = clock_timestamp() where id in
    (select 1 + ($time * 7919 + g * $each / (8 * $part)) % $each
    from generate_series(8::bigint * $part * $slice / $slices, 8::bigint * $part * ($slice + 1) / $slices - 1) as g);
delete from $table where id in
    (select 1 + ($time * 7919 + 3 + g * $each / $part) % $each
    from generate_series(1::bigint * $part * $slice / $slices, 1::bigint * $part * ($slice + 1) / $slices - 1) as g);
insert into $table select 1000000000 + $time * 10000000 + g, 1, 'new', 1, 'fresh ' || g || ' ' || md5(g::text), clock_timestamp()
    from generate_series(1::bigint * $part * $slice / $slices, 1::bigint * $part * ($slice + 1) / $slices - 1) as g;
SQL
        done
    done | src
    src -c "insert into public.marker values ($time)" -c "vacuum analyze ${tables// /, }"
    digests | src > "$context/expected"
}

# Has a way carry what changed, and compares its target: carry WAY [NAME OF MEASUREMENT]
carry() {
    local way=$1
    enter_way "$way"
    src -c checkpoint
    tgt -c checkpoint
    timed "${2:-$way}" "$top/bench/ways/$way" carry
    "$top/bench/ways/$way" settle
    "$top/bench/ways/$way" check
    tgt -c "vacuum analyze ${tables// /, }"
}

# The query for the keys of a table's rows that changed since a snapshot. A row of the shadow table holds one key, or an array.
changed_keys() {
    local shadow="rowferry.\"$1\"" keys=k1
    if [[ -n $(src -c "select 1 from pg_attribute where attrelid = '$shadow'::regclass and attname = 'k1s'") ]]; then
        keys='unnest(coalesce(k1s, array[k1]))'
    fi
    echo "select distinct $keys as id from $shadow where xid >= pg_snapshot_xmin('$2') and not pg_visible_in_snapshot(xid, '$2')"
}
