# shellcheck shell=bash
# The vocabulary of bench/run and of all ways and suites: SQL on both sides, and notes of measurements.
#
# Exported by bench/run: top (the project), work (the temporary folder), measured (the file of notes), rowferry (the program).
# Exported by 'enter' and the suites: context (a folder of the source database, see context.sh), tables, source and target
# (URLs), suite, point (its case) and round (they name a measurement).
set -euo pipefail

# Runs SQL of -c arguments or of standard input, and prints rows as 'psql -At' does.
sql() {
    if [[ -n $(command -v psql) ]]; then
        PGOPTIONS="-c client_min_messages=warning" psql -XqAt -v ON_ERROR_STOP=1 "$@"
    else
        java -cp "$top/target/rowferry.jar" "$top/bench/lib/Sql.java" "$@"
    fi
}
src() { sql "$source" "$@"; }
tgt() { sql "$target" "$@"; }

fail() {
    printf '%s\n' "bench: $1" >&2
    exit 1
}

# Runs a command, and shows its output only if it fails.
quietly() {
    local out
    out=$(mktemp "$work/out.XXXXXX")
    "$@" > "$out" 2>&1 || {
        tail -40 "$out" >&2
        fail "failed: $*"
    }
    rm "$out"
}

# Notes a value of this suite, case and round: note WAY UNIT VALUE
note() { printf 'measured\t%s\t%s\t%s\t%s\t%s\t%s\n' "$suite" "$point" "$1" "$round" "$2" "$3" >> "$measured"; }

# Runs a command and notes its seconds, and its peak of resident memory if GNU time is there: timed WAY COMMAND…
timed() {
    local name=$1 began took peak
    shift
    peak=$(mktemp "$work/peak.XXXXXX")
    began=${EPOCHREALTIME/./}
    if [[ -x /usr/bin/time ]]; then
        quietly /usr/bin/time -q -f %M -o "$peak" "$@"
    else
        quietly "$@"
    fi
    took=$((${EPOCHREALTIME/./} - began))
    note "$name" s "$((took / 1000000)).$(printf %06d $((took % 1000000)))"
    [[ ! -s $peak ]] || note "$name" MB "$(awk '{ printf "%.1f", $1 / 1024 }' "$peak")"
    rm "$peak"
}

# A query for the number of rows of a table, and the sum of the 64-bit hashes of its whole rows. They differ if either side has
# a row that the other one lacks.
digest() {
    echo "select '$1', count(*), coalesce(sum(hashtextextended(o::text, 0)), 0) from $1 as o;"
}

digests() { for table in $tables; do digest "$table"; done; }

program_major() { "$1" --version | sed -E 's/[^0-9]*([0-9]+).*/\1/'; }
